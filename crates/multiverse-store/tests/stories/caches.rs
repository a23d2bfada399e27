//! Random histories against a plain model: what a reader can see is what was acknowledged, after every step.

mod compare;
mod model;
mod saves;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use model::{ACTORS, Model, Step};

use crate::support::{World, audit};

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (who, universe) = (0..ACTORS.len(), 0..6_usize);
    let step = prop_oneof![
        // Saves most of all; few ticks and few documents, so that they meet.
        6 => (who.clone(), universe.clone(), 0..6_u64, 0..4_u64, 0..4_u8).prop_map(
            |(who, universe, at, document, how)| Step::Save { who, universe, at, document, how }),
        2 => (who.clone(), any::<bool>()).prop_map(|(who, public)| Step::Create { who, public }),
        3 => (who.clone(), universe.clone(), 0..6_u64).prop_map(
            |(who, universe, at)| Step::Fork { who, universe, at }),
        2 => (who.clone(), universe.clone(), any::<bool>()).prop_map(
            |(who, universe, public)| Step::Publish { who, universe, public }),
        1 => (who.clone(), universe.clone()).prop_map(|(who, universe)| Step::Delete { who, universe }),
        2 => (who.clone(), universe.clone()).prop_map(|(who, universe)| Step::Restore { who, universe }),
        2 => (who.clone(), universe.clone(), 0..3_usize, 0..3_u8).prop_map(
            |(who, universe, whom, role)| Step::Access { who, universe, whom, role }),
        2 => (who, universe, 0..12_u64).prop_map(
            |(who, universe, now)| Step::CleanUp { who, universe, now }),
        1 => Just(Step::Reopen),
    ];
    proptest::collection::vec(step, 20..40)
}

#[test]
fn every_reader_sees_what_was_acknowledged_after_every_step() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let config = Config { cases: 10, failure_persistence: None, ..Config::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let ran = TestRunner::new_with_rng(config, rng).run(&steps(), |steps| {
        runtime.block_on(async {
            let world = World::with(|settings| settings.content_cache_bytes = 1_000_000);
            let mut model = Model::new(&world).await;
            for step in &steps {
                model.takes(&world, step).await;
                model.compares(&world).await;
            }
            audit(&world);
        });
        Ok(())
    });
    ran.unwrap();
}
