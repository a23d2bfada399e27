//! How many bytes a day of saves by the clock sends.

use std::io::Write;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures::StreamExt;
use multiverse_client::storage::MemoryStorage;
use multiverse_client::{AutoSave, Rhythm, SaveLoadService, ServiceSettings, SyncEvent, World};
use multiverse_model::UniverseId;
use multiverse_sim::TICKS_PER_DAY;

use super::{Outcome, Server, village};

/// What one rhythm sent.
#[derive(Default)]
struct Sent {
    saves: u64,
    documents: u64,
    gzip: u64,
    sent: u64,
}

pub(crate) async fn measure() -> Outcome {
    let server = Server::start()?;
    println!("\nA day of a village's saves by the clock, uploaded as they are made:\n");
    println!(
        "| the day | every | saves | documents | gzip -6 of each | sent | ratio |\n|---|---|---|---|---|---|---|"
    );
    // The first day begins with a save of the whole village; on later days the server has one.
    for (name, from, every) in
        [("first", 0, None), ("30th", 29, None), ("30th", 29, Some(6_000)), ("30th", 29, Some(1_200))]
    {
        let rhythm = every.map_or_else(Rhythm::default, Rhythm::every);
        let sent = live(&server, from, rhythm).await?;
        let every = every.map_or("default".to_owned(), |ticks: u64| format!("{ticks} ticks"));
        let Sent { saves, documents, gzip, sent } = sent;
        let ratio = gzip as f64 / sent as f64;
        println!("| {name} | {every} | {saves} | {documents} | {gzip} | {sent} | {ratio:.1} |");
    }
    Ok(())
}

async fn live(server: &Server, days: u64, rhythm: Rhythm) -> Outcome<Sent> {
    let client = server.player().await?;
    let service =
        SaveLoadService::open(Arc::new(MemoryStorage::new()), Some(client), ServiceSettings::default())
            .await?;
    let id: UniverseId = format!("universe:village-{days}-{rhythm:?}")
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || ":-".contains(*c))
        .take(128)
        .collect::<String>()
        .parse()?;
    let mut village = village()?;
    village.run(days * TICKS_PER_DAY);
    if days > 0 {
        service.save(&id, &village, multiverse_client::SaveOptions::auto()).await?;
        service.flush().await;
    }
    let mut events = std::pin::pin!(service.events());
    let mut auto_save = AutoSave::resume(service.clone(), id).await?.with_rhythm(rhythm);
    let mut sent = Sent::default();
    for _ in 0..TICKS_PER_DAY {
        village.step();
        for saved in auto_save.end_tick(&village).await? {
            let document = village.serialize()?;
            let mut gzip = GzEncoder::new(Vec::new(), Compression::new(6));
            gzip.write_all(&document)?;
            sent.saves += 1;
            sent.documents += saved.record.size;
            sent.gzip += gzip.finish()?.len() as u64;
            if service.flush().await.pending() > 0 {
                return Err("the server did not take a save".into());
            }
            while let Some(Some(event)) = futures::FutureExt::now_or_never(events.next()) {
                if let SyncEvent::Uploaded { sent: bytes, .. } = event {
                    sent.sent += bytes;
                }
            }
        }
    }
    Ok(sent)
}
