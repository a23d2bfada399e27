//! Every history comes back, byte for byte.

use worldline::{Decoder, Encoder, Identity, Options, Stage};
use worldline_histories::{ALL, Shape};

#[test]
fn every_history_comes_back() {
    let (mut encoder, mut decoder) = (Encoder::new(), Decoder::new());
    for history in ALL {
        let saves = history.saves(1, Shape { bytes: 60_000, saves: 4 });
        for options in options() {
            for (i, pair) in saves.windows(2).enumerate() {
                let delta = encoder.encode(&pair[0], &pair[1], &options).unwrap();
                let back = decoder.decode(&pair[0], &delta, pair[1].len()).unwrap();
                assert!(back == pair[1], "{}, save {}, {options:?}", history.name, i + 1);
            }
        }
    }
}

#[test]
fn every_history_comes_back_when_it_runs_backwards() {
    let (mut encoder, mut decoder) = (Encoder::new(), Decoder::new());
    for history in ALL {
        let saves = history.saves(2, Shape { bytes: 30_000, saves: 3 });
        for pair in saves.windows(2) {
            let delta = encoder.encode(&pair[1], &pair[0], &Options::default()).unwrap();
            assert!(decoder.decode(&pair[1], &delta, pair[0].len()).unwrap() == pair[0], "{}", history.name);
        }
    }
}

fn options() -> Vec<Options> {
    let with = |stage| {
        let options = Options::default().with_stage(stage);
        [options, options.with_identity(Identity::Lengths)]
    };
    [Stage::Adaptive, Stage::Zstd, Stage::Plain].into_iter().flat_map(with).collect()
}
