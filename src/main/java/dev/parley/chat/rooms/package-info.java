/**
 * Rooms and their members, as the account log decides them. Pure; knows nothing of mail, sessions
 * and the log.
 */
@NullMarked
package dev.parley.chat.rooms;

import org.jspecify.annotations.NullMarked;
