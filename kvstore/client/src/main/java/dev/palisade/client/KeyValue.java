package dev.palisade.client;

/**
 * One version of a key.
 *
 * @param createRevision revision at which the key came into being (again, after a delete)
 * @param modRevision revision of this version
 * @param version 1 for the first version since the key came into being
 * @param hlc when this version was written
 * @param lease the lease that the key is attached to, 0 for none
 */
public record KeyValue(
    Bytes key,
    Bytes value,
    long createRevision,
    long modRevision,
    long version,
    Hlc hlc,
    long lease) {}
