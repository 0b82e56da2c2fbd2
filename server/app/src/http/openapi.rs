//! The description of the API, made from the code.

use axum::Json;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Jingwei 经纬",
        description = "The map under grid governance: whose place is this, how sure is that, and what does the map look like. Coordinates are CGCS2000 longitude and latitude (EPSG:4490), which agrees with WGS 84 to centimetres; lengths are metres.",
        license(name = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "locate", description = "Whose place is this? 责任定位"),
        (name = "areas", description = "Areas 责任单元"),
        (name = "releases", description = "Releases 网格版本"),
        (name = "tiles", description = "Vector tiles, addressed by Release, so that caches never lie"),
        (name = "reach", description = "How far on foot 服务圈, and who is not reached 盲区"),
        (name = "stations", description = "Stations 服务站点"),
        (name = "planning", description = "What a station elsewhere would change, and where the next should go"),
        (name = "drafts", description = "The open Draft 调整方案"),
        (name = "people", description = "Signing in, people and their rights 人员与权限"),
        (name = "incidents", description = "Incidents 事件/诉求, for counting"),
        (name = "settings", description = "What a city decides for itself about its plans 设置")
    )
)]
struct About;

/// Title, description and tags.
pub(super) fn about() -> OpenApi {
    About::openapi()
}

/// The whole document.
pub(crate) fn document() -> OpenApi {
    super::router::document()
}

/// `GET /api/v1/openapi.json`.
pub(super) fn answer(document: &OpenApi) -> Json<OpenApi> {
    Json(document.clone())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    /// The page's client is generated from `web/openapi.json`; it must be the very
    /// document that the server gives. `make bless` writes it anew.
    #[test]
    fn the_web_client_is_generated_from_this_document() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/openapi.json");
        let current = serde_json::to_string_pretty(&super::document()).unwrap() + "\n";
        if std::env::var_os("JINGWEI_BLESS").is_some() {
            fs::write(&file, &current).unwrap();
        }
        let kept = fs::read_to_string(&file).unwrap();
        assert!(kept == current, "the API changed: run `make bless` and review the difference");
    }

    #[test]
    fn every_operation_has_a_name_of_its_own() {
        let document = serde_json::to_value(super::document()).unwrap();
        let paths = document["paths"].as_object().unwrap().values();
        let operations = paths.flat_map(|path| path.as_object().unwrap().values());
        let mut names: Vec<_> =
            operations.map(|operation| operation["operationId"].as_str().unwrap()).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
