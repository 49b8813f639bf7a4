package dev.belay.engine.journal;

import java.nio.charset.StandardCharsets;

/** What every store asks of what it is given. Stateless. */
final class CommitChecks {
  private CommitChecks() {}

  /** The head after a commit on a journal that ends with the given one. */
  static JournalHead follow(String rollout, Commit commit, JournalHead head) {
    long sequence = head.sequence();
    String hash = head.hash();
    for (JournalRow row : commit.rows()) {
      if (row.sequence() != sequence + 1 || !row.previous().equals(hash)) {
        throw new IllegalArgumentException(
            "row "
                + row.sequence()
                + " does not follow row "
                + sequence
                + " of the journal of "
                + rollout
                + "; make rows with JournalChain, from the end of this journal");
      }
      sequence = row.sequence();
      hash = row.hash();
    }
    if (commit.window().isPresent()) {
      long of = commit.window().get().sequence();
      if (of < 1 || of > sequence) {
        throw new IllegalArgumentException(
            "a window names row "
                + of
                + " of the journal of "
                + rollout
                + ", which ends at row "
                + sequence
                + "; name the row that completed it");
      }
    }
    return new JournalHead(sequence, hash);
  }

  static JournalConflictException otherEnd(String rollout, long after) {
    return new JournalConflictException(
        "the journal of "
            + rollout
            + " does not end at row "
            + after
            + " any more: somebody else wrote to it; read it again");
  }

  static JournalConflictException tickTaken(String rollout, long number) {
    return new JournalConflictException(
        "tick " + number + " of " + rollout + " is kept already; read the ticks again");
  }

  static JournalConflictException windowTaken(String rollout, long sequence) {
    return new JournalConflictException(
        "the window of row "
            + sequence
            + " of "
            + rollout
            + " is kept already; read the windows again");
  }

  static JournalConflictException noSuchQuestion(String rollout, long id) {
    return new JournalConflictException(
        "command "
            + id
            + " of "
            + rollout
            + " waits for no answer: it has one, or never was; read the commands again");
  }

  static JournalException tooManyAsked(String rollout) {
    return new JournalException(
        JournalStore.MAX_ASKED
            + " commands for "
            + rollout
            + " wait for an answer; start the process that runs it");
  }

  static int limit(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit is " + limit + "; it must be at least 0");
    }
    return limit;
  }

  static void command(Command command) {
    wellFormed("verb", command.verb());
    wellFormed("argument", command.argument());
    wellFormed("reason", command.reason());
    wellFormed("actor", command.actor());
  }

  private static void wellFormed(String what, String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          "the " + what + " of a command holds an unpaired surrogate; write whole characters");
    }
  }
}
