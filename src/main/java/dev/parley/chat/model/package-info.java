/**
 * The values that the rest of the chat uses: users, messages, streams, positions, refusals, and the
 * rules for texts. Pure; knows neither accounts nor the replicated state.
 */
@NullMarked
package dev.parley.chat.model;

import org.jspecify.annotations.NullMarked;
