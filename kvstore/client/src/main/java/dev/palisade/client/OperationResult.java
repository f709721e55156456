package dev.palisade.client;

/** The result of one operation, alone or in a transaction. */
public sealed interface OperationResult permits PutResult, GetResult, DeleteResult, RangeResult {}
