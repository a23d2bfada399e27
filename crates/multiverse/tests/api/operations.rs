//! For whoever hosts the server: probes, metrics, documentation.

use serde_json::json;

use crate::support::Server;

#[tokio::test]
async fn probes_answer_in_one_word() {
    let server = Server::start().await;
    for path in ["/livez", "/healthz", "/readyz"] {
        let reply = server.anybody().get(path).await;
        assert_eq!((reply.status, reply.body.as_ref()), (200, b"ok\n".as_slice()), "{path}");
        assert_eq!(reply.header("content-type"), Some("text/plain; charset=utf-8"));
    }
}

async fn metrics(server: &Server) -> String {
    let reply = server.anybody().get("/metrics").await;
    assert_eq!(reply.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    String::from_utf8(reply.body.to_vec()).unwrap()
}

/// The sum of a metric over all labels that contain `label`.
fn sum(text: &str, name: &str, label: &str) -> f64 {
    let lines = text.lines().filter(|line| line.starts_with(name) && line.contains(label));
    let values = lines.filter(|line| line[name.len()..].starts_with(['{', ' ']));
    values.map(|line| line.rsplit(' ').next().unwrap().parse::<f64>().unwrap()).sum()
}

#[tokio::test]
async fn metrics_count_what_happens_and_name_no_client() {
    let server = Server::start().await;
    let before = metrics(&server).await;
    let ada = server.player("ada-the-countess").await;
    ada.creates("universe:secret-name").await;
    ada.saves("universe:secret-name", 1, &json!({"a": 1})).await;
    ada.forks("universe:secret-name", 1, "universe:secret-fork").await;
    ada.get("/api/multiverse/universe/none").await;
    ada.get("/nowhere/at/all").await;
    let after = metrics(&server).await;
    for (name, label, more) in [
        ("multiverse_saves_total", "", 1.0),
        ("multiverse_forks_total", "", 1.0),
        ("multiverse_universes", "", 2.0),
        ("multiverse_players", "", 1.0),
        ("multiverse_snapshots", "", 2.0),
        ("multiverse_http_requests_total", "status=\"201\"", 4.0),
        ("multiverse_http_requests_total", "status=\"404\"", 2.0),
        ("multiverse_http_request_duration_seconds_count", "status=\"201\"", 4.0),
    ] {
        let grown = sum(&after, name, label) - sum(&before, name, label);
        assert!((grown - more).abs() < 0.5, "{name} {label} grew by {grown}");
    }
    assert!(
        sum(&after, "multiverse_http_request_bytes_total", "")
            > sum(&before, "multiverse_http_request_bytes_total", "")
    );
    for secret in ["ada-the-countess", "secret", "nowhere", "mv_"] {
        assert!(!after.contains(secret), "{secret}");
    }
    for line in after.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        assert!(line.rsplit(' ').next().unwrap().parse::<f64>().is_ok(), "{line}");
    }
}

#[tokio::test]
async fn metrics_move_to_a_listener_of_their_own() {
    let server = Server::start_with(&["--metrics-listen", "127.0.0.1:0"]).await;
    server.anybody().get("/api/stats").await.expect(200);
    let request = crate::support::Request::get("/metrics");
    server.anybody().try_send(request).await.unwrap().refused(404, "not-found");
}

#[tokio::test]
async fn the_documentation_is_a_whole_page_that_names_every_route() {
    let server = Server::start().await;
    let reply = server.anybody().get("/docs").await;
    assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
    let page = String::from_utf8(reply.body.to_vec()).unwrap();
    assert!(page.to_ascii_lowercase().starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"));
    for operation in server.contract().operations() {
        let (method, path) = operation.split_once(' ').unwrap();
        assert!(page.contains(path) || page.contains(&path.replace('{', "&#123;")), "{path}");
        assert!(page.to_uppercase().contains(method));
    }
    for tag in
        ["html", "head", "body", "title", "style", "table", "section", "nav", "main", "ul", "pre", "code"]
    {
        let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "<{tag}>");
    }
    assert!(!page.contains("<script") && !page.contains("src=\"http"), "it needs nothing from elsewhere");
    let home = server.anybody().get("/").await;
    assert_eq!(home.status, 200, "the front page leads there");
}
