package dev.palisade.raft.log;

import dev.palisade.raft.EntryId;

/**
 * Damage that was found when a log was opened, and given up together with what followed it.
 *
 * @param file name of the file within the log directory
 * @param byteOffset where in the file, in bytes from its beginning
 * @param found what stands there
 * @param kept the last entry before it, behind which the log goes on now
 * @param promised the last entry that had been durable, up to which others may count on this
 *     replica
 */
public record LogDamage(
    String file, long byteOffset, String found, EntryId kept, EntryId promised) {}
