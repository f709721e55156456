/**
 * Histories in files: readers for Jepsen's EDN, JSON lines, the etcd log and key-value EDN, writers
 * for EDN and JSON lines.
 *
 * <p>May import the histories. {@code HistoryFormatTest} shows it best.
 */
@NullMarked
package dev.palisade.checker.format;

import org.jspecify.annotations.NullMarked;
