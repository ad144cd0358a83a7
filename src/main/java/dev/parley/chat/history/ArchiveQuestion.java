package dev.parley.chat.history;

/** What a client asks of what is kept of conversations. */
public sealed interface ArchiveQuestion
    permits HistoryRequest, ConversationsRequest, SearchRequest {}
