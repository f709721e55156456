package dev.palisade.client;

/**
 * Who answered a call: the leader that put it into the log, or had a majority confirm that it leads
 * before it was read. In each term one node leads.
 *
 * @param node the id of the node
 * @param term the term in which that node led
 */
public record Acknowledgement(int node, long term) {}
