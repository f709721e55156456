package dev.palisade.kv.server;

/** What every answer needs: the thread that gives it, and the memory that it is held in. */
record Answering(ClientLoop loop, AnswerMemory memory) {}
