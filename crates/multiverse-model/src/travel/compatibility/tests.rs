use proptest::prelude::*;

use super::*;
use crate::UniverseConfig;

fn laws(config: &str) -> UniverseLaws {
    UniverseLaws::of(Some(&UniverseConfig::new(config).unwrap()))
}

fn values(source: &str, target: &str) -> [f64; 4] {
    let compared = compatibility(&laws(source), &laws(target));
    let values: Vec<f64> = compared.factors.iter().map(|factor| factor.value).collect();
    values.try_into().unwrap()
}

#[test]
fn universes_that_state_nothing_or_the_same_fit() {
    let whole = r#"{"magicLevel":"low","techLevel":"runic","timeScale":20,"allowedItemTags":["food"]}"#;
    for (source, target) in [("{}", "{}"), (whole, whole), (whole, "{}")] {
        let compared = compatibility(&laws(source), &laws(target));
        assert!((compared.score - 1.0).abs() < 1e-9, "{source} {target}: {compared:?}");
        assert!(compared.recommended);
    }
}

#[test]
fn each_factor_has_its_formula() {
    for (source, target, expected) in [
        (r#"{"magicLevel":"none"}"#, r#"{"magicLevel":"high"}"#, [0.0, 1.0, 1.0, 1.0]),
        (r#"{"magicLevel":"high"}"#, r#"{"magicLevel":"none"}"#, [0.0, 1.0, 1.0, 0.5]),
        (r#"{"techLevel":"medieval"}"#, r#"{"techLevel":"industrial"}"#, [1.0, 0.75, 1.0, 1.0]),
        (r#"{"techLevel":3}"#, r#"{"techLevel":4}"#, [1.0, 0.75, 1.0, 1.0]),
        (r#"{"techLevel":0}"#, r#"{"techLevel":0}"#, [1.0, 1.0, 1.0, 1.0]),
        (r#"{"techLevel":"runic"}"#, r#"{"techLevel":"steam"}"#, [1.0, 0.5, 1.0, 1.0]),
        (r#"{"techLevel":"modern"}"#, r#"{"techLevel":3}"#, [1.0, 0.5, 1.0, 1.0]),
        (r#"{"timeScale":1}"#, r#"{"timeScale":10}"#, [1.0, 1.0, 2.0 / 3.0, 1.0]),
        (r#"{"timeScale":1e300}"#, r#"{"timeScale":1e-300}"#, [1.0, 1.0, 0.0, 1.0]),
        ("{}", r#"{"bannedItemTags":["gun"]}"#, [1.0, 1.0, 1.0, 0.5]),
        (
            r#"{"allowedItemTags":["food","gun","tool","book"]}"#,
            r#"{"bannedItemTags":["gun"]}"#,
            [1.0, 1.0, 1.0, 0.75],
        ),
        (r#"{"allowedItemTags":["food","gun"]}"#, r#"{"allowedItemTags":["food"]}"#, [1.0, 1.0, 1.0, 0.5]),
    ] {
        let found = values(source, target);
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{source} {target}: {found} is not {expected}");
        }
    }
}

#[test]
fn opposites_are_not_recommended_and_say_why() {
    let (source, target) = (
        laws(r#"{"magicLevel":"high","techLevel":"primitive","timeScale":1}"#),
        laws(r#"{"magicLevel":"none","techLevel":"futuristic","timeScale":1000,"bannedItemTags":["x"]}"#),
    );
    let compared = compatibility(&source, &target);
    assert!((compared.score - 0.1).abs() < 1e-9, "{compared:?}");
    assert!(!compared.recommended);
    assert_eq!(compared.warnings.len(), 5, "{:?}", compared.warnings);
}

fn configs() -> impl Strategy<Value = String> {
    let level = || {
        prop_oneof![
            Just("\"none\""),
            Just("\"high\""),
            Just("\"primitive\""),
            Just("\"own\""),
            Just("7"),
            Just("0")
        ]
    };
    let tags = || proptest::collection::vec("[abc]", 0..3);
    (level(), level(), -3.0..3.0_f64, tags(), tags()).prop_map(|(magic, tech, scale, allowed, banned)| {
        format!(
            r#"{{"magicLevel":{magic},"techLevel":{tech},"timeScale":{},"allowedItemTags":{allowed:?},"bannedItemTags":{banned:?}}}"#,
            10_f64.powf(scale)
        )
    })
}

proptest! {
    #[test]
    fn a_score_is_the_weighted_mean_of_its_factors(source in configs(), target in configs()) {
        let compared = compatibility(&laws(&source), &laws(&target));
        prop_assert!((0.0..=1.0).contains(&compared.score));
        prop_assert!(compared.factors.iter().all(|factor| (0.0..=1.0).contains(&factor.value)));
        let weights: f64 = compared.factors.iter().map(|factor| factor.weight).sum();
        prop_assert!((weights - 1.0).abs() < 1e-9);
        let mean: f64 = compared.factors.iter().map(|factor| factor.weight * factor.value).sum();
        prop_assert!((mean - compared.score).abs() < 1e-9);
    }
}
