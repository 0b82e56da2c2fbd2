//! The doors of a running server: who may come in, what is refused and how, what is
//! written down, how it closes.

mod refusals;
mod tiles;
mod tokens;

use serde_json::Value;
use std::io::{Read, Write};
use std::process::Stdio;
use std::time::{Duration, Instant};
use support::{Drawing, Jingwei, free_address};

/// Two levels of a small town, published.
pub(crate) fn town(home: Jingwei) -> Jingwei {
    home.ok(&["init", "--levels", "district,grid"]);
    let upper = home.write("districts.geojson", Drawing::of("AABB\nAABB").areas().to_string());
    home.ok(&["import", "areas", &upper, "--level", "district"]);
    let lower = home.write("grids.geojson", Drawing::of("CDEF\nCDEF").areas().to_string());
    home.ok(&["import", "areas", &lower, "--level", "grid", "--publish"]);
    home
}

#[test]
fn health_readiness_and_figures_are_there_for_the_operator() {
    let home = town(Jingwei::on_sqlite());
    let server = home.serve();
    assert_eq!(server.get("/healthz").status, 200);
    assert_eq!(server.get("/readyz").status, 200);
    server.json("/api/v1/locate?lon=102.0005&lat=40.0005");
    let metrics = server.get("/metrics");
    assert_eq!(metrics.status, 200);
    assert!(metrics.text().contains("/api/v1/locate"), "routes are counted\n{}", metrics.text());
}

#[test]
fn the_document_a_server_shows_is_the_one_the_command_prints() {
    let home = Jingwei::on_sqlite();
    let printed: Value = serde_json::from_str(&home.ok(&["openapi"]).out).expect("a JSON document");
    assert_eq!(printed["openapi"].as_str().map(|version| &version[..3]), Some("3.1"));
    let home = town(home);
    let server = home.serve();
    assert_eq!(server.json("/api/v1/openapi.json"), printed);
}

#[test]
fn logs_name_routes_and_never_a_coordinate() {
    let home = town(Jingwei::on_sqlite());
    let server = home.serve();
    server.json("/api/v1/locate?lon=102.0005&lat=40.0015&accuracy=17.25");
    server.post("/api/v1/locate", "text/csv", b"lon,lat\n102.00051,40.00152\n");
    server.get("/api/v1/locate?lon=1020.0005&lat=40.0015");
    server.get("/tiles/1/areas/14/12834/6202");
    let log = server.log();
    assert!(log.contains("/api/v1/locate"), "requests are logged\n{log}");
    for part in ["102.0005", "40.0015", "1020.0", "17.25", "12834"] {
        assert!(!log.contains(part), "`{part}` stands in the log\n{log}");
    }
}

#[test]
fn off_loopback_it_starts_only_when_told_who_may_look() {
    let home = town(Jingwei::on_sqlite());
    let open = format!("0.0.0.0:{}", free_address().port());
    let refused = home.run(&["serve", "--listen", &open]);
    assert!(matches!(refused.exit, Some(1 | 2)), "{refused}");
    assert!(refused.err.contains("--internal") && refused.err.contains("--public"), "{refused}");
    let both = home.run(&["serve", "--listen", &open, "--internal", "--public"]);
    assert_eq!(both.exit, Some(2), "{both}");
    let half = home.run(&["serve", "--listen", &open, "--internal", "--tls-cert", "cert.pem"]);
    assert!(matches!(half.exit, Some(1 | 2)) && half.err.contains("--tls-key"), "{half}");
}

#[test]
fn it_lets_a_running_answer_finish_before_it_ends() {
    let home = town(Jingwei::on_sqlite());
    let server = home.serve();
    let body = format!("lon,lat\n{}", "102.0005,40.0005\n".repeat(200_000)).into_bytes();
    let answer = std::thread::scope(|scope| {
        let batch = scope.spawn(|| server.try_post("/api/v1/locate", "text/csv", &body));
        std::thread::sleep(Duration::from_millis(300));
        server.signal("-TERM");
        batch.join().expect("the batch ends")
    });
    let answer = answer.expect("the batch was answered to its end");
    assert_eq!(answer.text().lines().count(), 200_001, "every row and the header");
    assert_eq!(server.stop_soon(), Some(0), "a polite end is exit 0");
}

/// As in `jingwei serve 2>&1 | head`: writing the log fails from then on.
#[test]
fn it_ends_when_told_though_nobody_reads_its_log_any_longer() {
    let home = town(Jingwei::on_sqlite());
    let address = free_address().to_string();
    let serve = ["serve", "--listen", &address];
    let mut child = home.command(&serve).stdout(Stdio::null()).spawn().expect("it starts");
    let answers = || -> std::io::Result<usize> {
        let mut door = std::net::TcpStream::connect(&address)?;
        door.write_all(b"GET /healthz HTTP/1.0\r\n\r\n")?;
        door.read(&mut [0; 16])
    };
    let began = Instant::now();
    while !answers().is_ok_and(|bytes| bytes > 0) {
        assert!(began.elapsed() < Duration::from_mins(1), "it answers");
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(child.stderr.take());
    let told = std::process::Command::new("kill").arg(child.id().to_string()).status();
    assert!(told.is_ok_and(|status| status.success()), "it is told to end");
    let began = Instant::now();
    let ended = loop {
        if let Some(status) = child.try_wait().expect("it is ours") {
            break status;
        }
        if began.elapsed() > Duration::from_secs(30) {
            drop(child.kill());
            panic!("it goes on though it was told to end");
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(ended.code(), Some(0), "a polite end is exit 0");
}

#[test]
fn a_taken_port_is_said_plainly() {
    let home = town(Jingwei::on_sqlite());
    let server = home.serve();
    let second = home.run(&["serve", "--listen", &server.address().to_string()]);
    assert_eq!(second.exit, Some(1), "{second}");
    assert!(second.err.contains(&server.address().port().to_string()), "{second}");
}

#[test]
fn with_tls_it_shows_a_code_for_the_phone() {
    let home = town(Jingwei::on_sqlite());
    let (cert, key) = (home.arg("cert.pem"), home.arg("key.pem"));
    let made = std::process::Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ])
        .args(["-subj", "/CN=localhost", "-keyout", &key, "-out", &cert])
        .stderr(Stdio::null())
        .status();
    assert!(made.is_ok_and(|status| status.success()), "openssl makes a certificate");
    let address = free_address().to_string();
    let log = home.path("tls.log");
    let file = std::fs::File::create(&log).expect("the test folder is writable");
    let mut child = home
        .command(&[
            "serve",
            "--listen",
            &address,
            "--internal",
            "--tls-cert",
            &cert,
            "--tls-key",
            &key,
        ])
        .stdout(file.try_clone().expect("a second handle"))
        .stderr(file)
        .spawn()
        .expect("the binary starts");
    let began = Instant::now();
    let mut ready = false;
    while !ready && began.elapsed() < Duration::from_secs(30) {
        let asked = std::process::Command::new("curl")
            .args([
                "-sk",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                &format!("https://{address}/readyz"),
            ])
            .output()
            .expect("curl is here");
        ready = asked.stdout == b"200";
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().expect("the child is ours");
    child.wait().expect("the child is ours");
    let said = std::fs::read_to_string(log).unwrap_or_default();
    assert!(ready, "https answers\n{said}");
    assert!(said.contains("https://") && said.contains('█'), "an address and its QR code\n{said}");
}
