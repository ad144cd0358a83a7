/** The IRC dialect: private messages for stock IRC clients. Pure. */
@NullMarked
package dev.parley.session.irc;

import org.jspecify.annotations.NullMarked;
