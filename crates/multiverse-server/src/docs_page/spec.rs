//! What the page reads out of the OpenAPI document.

use serde_json::{Map, Value};

use super::escape::anchor;

const METHODS: [&str; 8] = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];

/// How many references lead from one to the next before it counts as a circle.
const MAX_HOPS: usize = 8;

/// An OpenAPI document.
pub(super) struct Spec<'a>(&'a Value);

/// The operations of one tag.
pub(super) struct Group<'a> {
    /// The tag.
    pub(super) name: &'a str,
    /// What the document says of the tag.
    pub(super) description: Option<&'a str>,
    /// In the document's order.
    pub(super) operations: Vec<Operation<'a>>,
}

/// One method of one path.
pub(super) struct Operation<'a> {
    /// In lower case, as in the document.
    pub(super) method: &'static str,
    /// With its parameters in braces.
    pub(super) path: &'a str,
    /// The path's own object, which may have parameters for all methods.
    pub(super) item: &'a Value,
    /// The operation's object.
    pub(super) value: &'a Value,
}

impl Group<'_> {
    pub(super) fn anchor(&self) -> String {
        anchor("tag", self.name)
    }
}

impl<'a> Operation<'a> {
    pub(super) fn anchor(&self) -> String {
        anchor("op", &format!("{} {}", self.method, self.path))
    }

    pub(super) fn summary(&self) -> Option<&'a str> {
        self.value["summary"].as_str()
    }

    fn tag(&self) -> &'a str {
        self.value["tags"][0].as_str().unwrap_or("Other")
    }
}

impl<'a> Spec<'a> {
    pub(super) fn new(document: &'a Value) -> Self {
        Self(document)
    }

    pub(super) fn text(&self, pointer: &str) -> Option<&'a str> {
        self.0.pointer(pointer)?.as_str()
    }

    pub(super) fn list(&self, pointer: &str) -> &'a [Value] {
        self.0.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    pub(super) fn schemas(&self) -> Option<&'a Map<String, Value>> {
        self.0.pointer("/components/schemas")?.as_object()
    }

    /// Follows `$ref` to a parameter, a response or the like; an unknown or circular one stays as it is.
    pub(super) fn resolve(&self, value: &'a Value) -> &'a Value {
        let mut found = value;
        for _ in 0..MAX_HOPS {
            let target = found["$ref"].as_str().and_then(|name| self.0.pointer(name.strip_prefix('#')?));
            match target {
                Some(next) => found = next,
                None => break,
            }
        }
        found
    }

    /// All operations by tag: first the tags that the document lists, in its order, then the others.
    pub(super) fn groups(&self) -> Vec<Group<'a>> {
        let listed = self.list("/tags").iter().filter_map(|tag| {
            let description = tag["description"].as_str();
            Some(Group { name: tag["name"].as_str()?, description, operations: Vec::new() })
        });
        let mut groups: Vec<Group<'a>> = listed.collect();
        for operation in self.operations() {
            let name = operation.tag();
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.operations.push(operation),
                None => groups.push(Group { name, description: None, operations: vec![operation] }),
            }
        }
        groups.retain(|group| !group.operations.is_empty());
        groups
    }

    fn operations(&self) -> impl Iterator<Item = Operation<'a>> {
        let paths = self.0["paths"].as_object().into_iter().flatten();
        paths.flat_map(|(path, item)| {
            METHODS.into_iter().filter_map(move |method| {
                let value = item.get(method)?;
                Some(Operation { method, path, item, value })
            })
        })
    }
}
