//! Which members a thing on the wire has, and of which types.

use std::collections::BTreeSet;

use serde_json::Value;

pub(crate) const PLAYER: &str = "id:string displayName:string createdAt:int lastSeen:int universeCount:int";

pub(crate) const UNIVERSE: &str = "id:string name:string ownerId:string createdAt:int lastSnapshotAt:int \
    snapshotCount:int canonicalEventCount:int isPublic:bool forkOf?:object config?:object description?:string \
    visitorPolicy:string head?:object deletedAt?:int";

pub(crate) const ENTRY: &str = "id:string universeId:string tick:int day:int timestamp:int type:string \
    canonEvent?:object label?:string fileSize:int storedSize:int checksum:string filename:string \
    contentType:string decayPolicy:object parent?:string title:string canFork:bool hasSnapshot:bool";

pub(crate) const PASSAGE: &str = "id:string sourceUniverseId:string targetUniverseId:string type:string active:bool \
    state:string createdAt:int createdBy:string stability:number lastMaintenance:int usesLeft?:int inTransit:int \
    bidirectional:bool consent?:object sealedBy?:object sourcePosition?:object targetPosition?:object";

pub(crate) const TRANSIT: &str = "id:string passageId:string entityId:string entity?:any fromUniverseId:string \
    toUniverseId:string state:string departedAt:int departedTick?:int expiresAt:int settledAt?:int settledTick?:int \
    reason?:string";

pub(crate) const CANON_EVENT: &str =
    "type:string title:string description?:string day?:int importance?:int entities?:array";

/// Fails unless `value` is an object with exactly these members. `name?` may be absent; `a|b` is one type or the other.
#[track_caller]
pub(crate) fn is_shaped(value: &Value, shape: &str) {
    let object = value.as_object().unwrap_or_else(|| panic!("no object but {value}"));
    let mut known = BTreeSet::new();
    for member in shape.split_whitespace() {
        let (name, kinds) = member.split_once(':').unwrap();
        let (name, is_optional) = name.strip_suffix('?').map_or((name, false), |name| (name, true));
        known.insert(name);
        match object.get(name) {
            None => assert!(is_optional, "{name} is missing in {value}"),
            Some(found) => {
                assert!(kinds.split('|').any(|kind| is_a(found, kind)), "{name} is not {kinds} in {value}");
            }
        }
    }
    let more: Vec<_> = object.keys().filter(|name| !known.contains(name.as_str())).collect();
    assert!(more.is_empty(), "{more:?} are not in the contract: {value}");
}

fn is_a(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "int" => value.is_u64(),
        "number" => value.is_number(),
        "bool" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "null" => value.is_null(),
        "any" => true,
        other => panic!("no such kind: {other}"),
    }
}
