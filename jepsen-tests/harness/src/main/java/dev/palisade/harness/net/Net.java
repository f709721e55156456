package dev.palisade.harness.net;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The network between the nodes of one run. Thread-safe.
 *
 * <p>Troubles are put on links and taken off again one by one, so that faults may overlap. Methods
 * throw {@link NetException} when the operating system refuses.
 */
public interface Net extends AutoCloseable {
  /** Which of the two it is. */
  NetKind kind();

  /** Where a node listens for clients. */
  Address client(int node);

  /** Where a node listens for its peers. */
  Address peerBind(int node);

  /** What one node has to dial to reach another. */
  Address peerDial(int from, int to);

  /**
   * An HTTP proxy that leads what a node dials to where that node has to dial it, for systems whose
   * nodes must all know a peer by the same address: its {@link #peerBind}. Empty where that can be
   * dialled as it is.
   */
  Optional<Address> relay(int from);

  /** The command that runs another one where a node lives. */
  List<String> inside(int node, List<String> command);

  /**
   * Shell commands, one line each, that remove what would stay if this process were killed: none
   * where nothing would.
   */
  List<String> cleanup();

  /** Why a kind of trouble cannot be had here; empty when it can. */
  Optional<String> whyNotHere(Class<? extends Trouble> trouble);

  /** Puts a trouble on links until it is taken off. */
  Hold trouble(Collection<Link> links, Trouble trouble);

  /** Why connections can be neither reset nor left half open here; empty when they can. */
  Optional<String> whyNotReset();

  /**
   * Resets all connections that carry these links, once; new ones may be made at once.
   *
   * @return whether there was any
   */
  boolean reset(Collection<Link> links);

  /**
   * Makes the accepting side forget every connection by which {@code from} dialled {@code to},
   * while the dialling side hears nothing of it until the hold is taken off. New connections work.
   *
   * @return empty when there was none to be forgotten
   */
  Optional<Hold> halfOpen(Collection<Link> links);

  /** Removes whatever this network made. Closing again does nothing. */
  @Override
  void close();

  /** Something that is wrong until it is taken off. */
  interface Hold {
    /** Takes it off; again does nothing. */
    void off();
  }
}
