package dev.palisade.kv.state;

import org.jspecify.annotations.Nullable;

/** The live versions of a range as of some moment, in key order or against it. */
interface VersionScan extends AutoCloseable {
  /** The next one, or null behind the last. */
  @Nullable Version next();

  /** The value of a version that came from here. */
  byte[] valueOf(Version version);

  @Override
  void close();
}
