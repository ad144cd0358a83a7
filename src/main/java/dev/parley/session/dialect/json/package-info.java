/** The dialect for programs: a JSON object a line. Pure. */
@NullMarked
package dev.parley.session.dialect.json;

import org.jspecify.annotations.NullMarked;
