//! Every content, decoded once: from each keyframe to what rests on it, depth first.

use bytes::Bytes;
use multiverse_model::Checksum;

use super::{Fault, FaultKind, Verifier};
use crate::StoreError;
use crate::catalog::CatalogError;
use crate::catalog::tables::audit::{self, ChainColumns};
use crate::catalog::tables::contents::{self, Coding, ContentRow};
use crate::catalog::tables::upkeep;
use crate::service::tree::Phase;
use crate::service::upkeep::STEP;

/// Bytes of documents that wait for what rests on them. Beyond, a waiting one is given up and rebuilt when its turn
/// comes again.
const WAITING: usize = 256 * 1024 * 1024;

/// Entries that are named of one damaged content.
const NAMED: usize = 1_000;

/// The way through the contents.
pub(super) struct Forest<'v, 'a> {
    verifier: &'v mut Verifier<'a>,
    total: u64,
    stack: Vec<Node>,
}

/// A content on the way, and those resting on it that are still to be visited.
struct Node {
    right: ChainColumns,
    children: Vec<Checksum>,
    /// Its document, until the last that rests on it has taken it.
    document: Option<Bytes>,
}

impl<'v, 'a> Forest<'v, 'a> {
    pub(super) fn new(verifier: &'v mut Verifier<'a>) -> Result<Self, StoreError> {
        let total = audit::count(verifier.tx)?;
        Ok(Self { verifier, total, stack: Vec::new() })
    }

    pub(super) fn walk(mut self) -> Result<(), StoreError> {
        let mut after = upkeep::START;
        loop {
            let step = audit::keyframes(self.verifier.tx, &after, STEP)?;
            let Some(last) = step.last() else { break };
            after = *last;
            for root in step {
                self.tree(root)?;
            }
        }
        // What rests on nothing that is there is visited too, so that everything is named that cannot be read.
        for root in audit::baseless(self.verifier.tx)? {
            self.tree(root)?;
        }
        if self.verifier.findings.report.contents < self.total {
            self.circles()?;
        }
        self.unneeded()
    }

    /// Visits a content and everything that rests on it.
    fn tree(&mut self, root: Checksum) -> Result<(), StoreError> {
        self.visit(root, None, None)?;
        while let Some(node) = self.stack.last_mut() {
            let Some(child) = node.children.pop() else {
                self.stack.pop();
                continue;
            };
            let base = if node.children.is_empty() { node.document.take() } else { node.document.clone() };
            let right = node.right;
            self.visit(child, base, Some(right))?;
            self.give_up_some();
        }
        Ok(())
    }

    fn visit(
        &mut self,
        checksum: Checksum,
        base: Option<Bytes>,
        parent: Option<ChainColumns>,
    ) -> Result<(), StoreError> {
        let found = match contents::find(self.verifier.tx, &checksum) {
            Ok(Some(row)) => Ok(row),
            Ok(None) => return Ok(()),
            Err(error @ CatalogError::Unexpected { .. }) => Err(error.to_string()),
            Err(error) => return Err(error.into()),
        };
        let (row, document) = match found {
            Ok(row) => {
                let document = self.document(&row, base)?;
                (Some(row), document)
            }
            Err(reason) => (None, Err(reason)),
        };
        let stored = document.as_ref().map_or(None, |(_, stored)| Some(*stored));
        let right = self.columns(&checksum, row.as_ref(), stored, parent);
        let report = &mut self.verifier.findings.report;
        report.contents += 1;
        let document = match document {
            Ok((document, _)) => {
                report.document_bytes += document.len() as u64;
                Some(document)
            }
            Err(reason) => {
                self.damaged(&checksum, &reason)?;
                None
            }
        };
        let children = audit::children(self.verifier.tx, &checksum)?;
        self.verifier.tell(Phase::Contents, self.verifier.findings.report.contents, self.total);
        if !children.is_empty() {
            self.stack.push(Node { right, children, document });
        }
        Ok(())
    }

    /// Rebuilds a document, with the bytes of its base if those are at hand. Also answers how many bytes are stored
    /// for it. What is wrong is in the inner result.
    fn document(
        &mut self,
        row: &ContentRow,
        base: Option<Bytes>,
    ) -> Result<Result<(Bytes, u64), String>, StoreError> {
        let store = self.verifier.store;
        let mut rows = vec![row.clone()];
        if row.coding == Coding::Worldline && base.is_none() {
            // The base was given up, or it is damaged; what it rests on may still give what is needed of it.
            rows = match contents::chain(self.verifier.tx, &row.checksum) {
                Ok(rows) => rows,
                Err(error @ CatalogError::Unexpected { .. }) => return Ok(Err(error.to_string())),
                Err(error) => return Err(error.into()),
            };
        }
        let gathered = self.verifier.runtime.block_on(store.gather(&rows, |_| None));
        let mut chain = match gathered.and_then(|gathered| gathered) {
            Ok(chain) => chain,
            Err(error) => return Ok(Err(error.reason_of(&row.checksum))),
        };
        let stored = chain.pieces.first().map_or(0, |piece| piece.stored.len() as u64);
        chain.base = base;
        let rebuilt = chain.rebuild(&store.inner.codecs);
        Ok(rebuilt.map(|bytes| (bytes, stored)).map_err(|error| error.reason_of(&row.checksum)))
    }

    /// Compares what a row says of its chain with what is so, and answers the latter.
    fn columns(
        &mut self,
        checksum: &Checksum,
        row: Option<&ContentRow>,
        stored: Option<u64>,
        parent: Option<ChainColumns>,
    ) -> ChainColumns {
        let base = parent.map_or((0, 0, 0), |base| (base.depth + 1, base.since_keyframe, base.chain_bytes));
        let (depth, base_since, base_bytes) = base;
        let stored_length = stored.or(row.map(|row| row.stored_length)).unwrap_or(0);
        let since_keyframe = match parent {
            None => 0,
            Some(_) => row.map_or(0, |row| row.since_keyframe).max(base_since + 1),
        };
        let chain_bytes = base_bytes + stored_length;
        let right = ChainColumns { checksum: *checksum, stored_length, depth, since_keyframe, chain_bytes };
        let Some(row) = row else { return right };
        let is = ChainColumns {
            checksum: *checksum,
            stored_length: row.stored_length,
            depth: row.depth,
            since_keyframe: row.since_keyframe,
            chain_bytes: row.chain_bytes,
        };
        // Of one whose base is not there, nothing is known to be right.
        let is_known = row.base.is_some() == parent.is_some();
        if is_known && is != right {
            let detail = format!(
                "stored length {}, depth {}, {} saves since the keyframe, chain of {} bytes; must be {}, {}, {}, {}",
                is.stored_length,
                is.depth,
                is.since_keyframe,
                is.chain_bytes,
                right.stored_length,
                right.depth,
                right.since_keyframe,
                right.chain_bytes
            );
            self.verifier.fault(Fault::new(FaultKind::Chain, detail).content(checksum));
            self.verifier.findings.columns.push(right);
        }
        right
    }

    fn damaged(&mut self, checksum: &Checksum, reason: &str) -> Result<(), StoreError> {
        let entries = audit::entries_of(self.verifier.tx, checksum, NAMED)?;
        let fault = Fault::new(FaultKind::Damaged, reason).content(checksum);
        for (universe, tick) in &entries {
            self.verifier.fault(fault.clone().universe(universe).tick(*tick));
        }
        if entries.is_empty() {
            self.verifier.fault(fault);
        }
        self.verifier.findings.damaged.push(*checksum);
        Ok(())
    }

    /// Contents that rest on each other in a circle, which no keyframe leads to.
    fn circles(&mut self) -> Result<(), StoreError> {
        let mut after = upkeep::START;
        loop {
            let step = audit::resting(self.verifier.tx, &after, STEP)?;
            let Some(last) = step.last() else { return Ok(()) };
            after = *last;
            for checksum in step {
                if contents::links(self.verifier.tx, &checksum)?.len() as u64 > contents::MAX_LINKS {
                    self.verifier.findings.report.contents += 1;
                    self.damaged(&checksum, "its chain has no end")?;
                }
            }
        }
    }

    fn unneeded(&mut self) -> Result<(), StoreError> {
        let mut after = upkeep::START;
        loop {
            let step = upkeep::needs(self.verifier.tx, &after, STEP)?;
            let Some((last, _)) = step.last() else { return Ok(()) };
            after = *last;
            for (checksum, _) in step.iter().filter(|(_, needed)| !needed) {
                let fault = Fault::new(FaultKind::Unneeded, "no entry and no other content needs it");
                self.verifier.fault(fault.content(checksum));
            }
        }
    }

    /// Gives up waiting documents, those first that wait longest, until the others fit into the budget.
    fn give_up_some(&mut self) {
        let mut waiting: usize =
            self.stack.iter().filter_map(|node| node.document.as_ref()).map(Bytes::len).sum();
        let last = self.stack.len().saturating_sub(1);
        for node in self.stack.iter_mut().take(last) {
            if waiting <= WAITING {
                return;
            }
            waiting -= node.document.take().map_or(0, |document| document.len());
        }
    }
}
