/**
 * The operator's commands to a running node: questions to its API, and answers for a person or a
 * script. They know the data directory and HTTP, and nothing of what the node is made of.
 */
@NullMarked
package dev.parley.command;

import org.jspecify.annotations.NullMarked;
