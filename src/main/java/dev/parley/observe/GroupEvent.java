package dev.parley.observe;

import dev.parley.protocol.MemberId;
import java.util.Optional;

/**
 * Something that happened to the group, as this node saw it: the event in the words of the log, the
 * member that it is about, where there is one, and the particulars. {@code atMs} is a time of day.
 */
public record GroupEvent(
    long id, long atMs, String event, Optional<MemberId> about, String particulars) {}
