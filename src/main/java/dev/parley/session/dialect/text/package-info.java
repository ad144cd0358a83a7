/** The dialect for a person at a telnet client. Pure. */
@NullMarked
package dev.parley.session.dialect.text;

import org.jspecify.annotations.NullMarked;
