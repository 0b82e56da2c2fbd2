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
        (name = "drafts", description = "The open Draft 调整方案")
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
pub(super) async fn answer(document: OpenApi) -> Json<OpenApi> {
    Json(document)
}
