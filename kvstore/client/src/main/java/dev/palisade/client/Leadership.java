package dev.palisade.client;

/** Who leads, and in which term. */
public record Leadership(int leader, long term) {}
