package dev.palisade.cli.bench;

import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;

/** Which key the next operation works on. */
public enum KeyChoice {
  /** Every key as often as any other. */
  uniform {
    @Override
    public IntSupplier among(int keys, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      return () -> random.nextInt(keys);
    }
  },

  /**
   * Few keys often, most keys seldom: the k-th most frequent one about 1/k^0.99 as often as the
   * first, as in YCSB. Frequent keys are spread over all keys, so that they are not neighbours.
   */
  zipfian {
    @Override
    public IntSupplier among(int keys, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      UniformRandomProvider source = random::nextLong;
      var ranks = RejectionInversionZipfSampler.of(source, keys, EXPONENT);
      return () -> (int) Long.remainderUnsigned(ranks.sample() * SPREAD, keys);
    }
  };

  private static final double EXPONENT = 0.99;

  /** Odd, with bits of no pattern: the golden ratio of 64 bits. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /**
   * Numbers of keys, from 0.
   *
   * @param keys how many, at least 1
   * @return for one thread
   */
  public abstract IntSupplier among(int keys, long seed);
}
