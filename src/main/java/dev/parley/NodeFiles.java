package dev.parley;

import dev.parley.store.HistoryFile;
import dev.parley.store.NodeIdentity;

/** What a node keeps on disk. */
record NodeFiles(NodeIdentity identity, HistoryFile history) {}
