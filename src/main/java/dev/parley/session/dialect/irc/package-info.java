/** The IRC dialect: private messages for stock IRC clients (RFC 1459, RFC 2812, IRCv3). Pure. */
@NullMarked
package dev.parley.session.dialect.irc;

import org.jspecify.annotations.NullMarked;
