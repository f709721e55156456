package dev.palisade.checker.generate;

import java.util.List;
import java.util.Random;

/**
 * What clients ask of an object, and what it may answer.
 *
 * @param <S> the states of its model
 */
public interface Workload<S> {
  /**
   * A request.
   *
   * @param random where all chance comes from
   * @param number differs for each request of a history, from 0
   */
  Request next(Random random, int number);

  /** How a request may end in a state; empty if it has to wait there. */
  List<Answer> answers(S state, Request request);
}
