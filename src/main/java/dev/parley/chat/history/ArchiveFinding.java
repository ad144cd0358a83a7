package dev.parley.chat.history;

/** What was found for an {@link ArchiveQuestion}. */
public sealed interface ArchiveFinding permits FoundHistory, FoundConversations, FoundMessages {}
