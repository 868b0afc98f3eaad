wit_bindgen::generate!({
    path: "../filter.wit",
    world: "filter",
});

use samples::filter::host::{log, Level};

struct Shout;

impl Guest for Shout {
    fn examine(document: Document) -> Result<Verdict, String> {
        if document.lines.is_empty() {
            return Err("it has no lines".to_string());
        }
        if !document.title.starts_with("draft") {
            return Ok(Verdict::Rename(document.title.to_uppercase()));
        }
        log(Level::Warning, "dropping a draft");
        Ok(Verdict::Drop)
    }
}

export!(Shout);
