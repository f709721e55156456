package dev.palisade.raft.log;

import java.io.IOException;
import java.util.List;

/**
 * One flat directory of files: everything the log needs of a disk, and an edge of the world. Names
 * hold no separators. Any method may throw IOException; what a failed write or sync left behind is
 * unspecified. Thread-safe across files.
 */
public interface Disk {
  /** Names of all files, ascending. */
  List<String> list() throws IOException;

  /**
   * Creates a file of {@code bytes} zeros, fully allocated, so that writing within it changes no
   * metadata. The file and its zeros are durable when this returns; its name is durable only after
   * {@link #syncDirectory}.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is such a file
   */
  DiskFile create(String name, long bytes) throws IOException;

  /**
   * Says that {@link #create} with this size will come soon, so that zeros can be written ahead.
   */
  default void prepare(long bytes) {}

  /**
   * Opens a file for reading and writing.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  DiskFile open(String name) throws IOException;

  /** Removes a file; durable only after {@link #syncDirectory}. */
  void delete(String name) throws IOException;

  /** Makes created and deleted names durable. */
  void syncDirectory() throws IOException;
}
