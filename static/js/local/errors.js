/** The named failures of the local store. `error.name` is the class name; there is no message, so that it holds no answer. */

class Named extends Error {
  constructor() {
    super();
    this.name = new.target.NAME;
  }
  /** Written out, because a minifier renames classes. */
  static NAME = "Error";
}

/** The passphrase does not open this vault. Nothing else can make the opening of a wrap fail. */
export class WrongPassphrase extends Named {
  static NAME = "WrongPassphrase";
}

/** A short secret falls in minutes to a copied profile and a graphics card, whatever the iterations. */
export const MIN_PASSPHRASE = 12;

/** The new passphrase is shorter than `MIN_PASSPHRASE` characters. */
export class WeakPassphrase extends Named {
  static NAME = "WeakPassphrase";
}

/** The PIN is not four to eight figures, or the first a stranger would try. */
export class WeakPin extends Named {
  static NAME = "WeakPin";
}

/** Not the PIN; `left` more tries before only the passphrase opens. */
export class WrongPin extends Named {
  left = 0;
  static NAME = "WrongPin";
}

/** There is nothing a PIN could reopen: no PIN, locked too long ago, too many tries, or the page was loaded anew. */
export class NoPin extends Named {
  static NAME = "NoPin";
}

/** Too many wrong passphrases: the next is heard in `seconds`. */
export class Wait extends Named {
  seconds = 0;
  static NAME = "Wait";
}

/** What came back from a recovery does not belong to this vault. Nothing was changed. */
export class NotThisVault extends Named {
  static NAME = "NotThisVault";
}

/** Another tab keeps the store of an older Wholeview open; nothing was read or written. */
export class Blocked extends Named {
  static NAME = "Blocked";
}

/** This user has no vault on this tablet. */
export class NoVault extends Named {
  static NAME = "NoVault";
}

/** This user has a vault on this tablet already; making another would orphan what is sealed in it. */
export class VaultExists extends Named {
  static NAME = "VaultExists";
}

/** The session was locked; the key is gone from memory. */
export class Locked extends Named {
  static NAME = "Locked";
}

/** The device has no room: nothing of this write was kept. */
export class StorageFull extends Named {
  static NAME = "StorageFull";
}

/** Another tab wrote one of these records first: nothing of this write was kept; read again and decide again. */
export class Stale extends Named {
  static NAME = "Stale";
}

/** A sealed record does not open: its bytes, its place or its key is not what was sealed. */
export class Damaged extends Named {
  /** The revision of the record that does not open, so that it can be replaced. */
  rev = 0;
  static NAME = "Damaged";
}

/** The store on this tablet was written by a newer Wholeview. It is left alone. */
export class Newer extends Named {
  static NAME = "Newer";
}

/** The store was cleared under an open session: nothing that is in it now is hers, and nothing more is written. */
export class Cleared extends Named {
  static NAME = "Cleared";
}

/** There is work here that the server has not acknowledged; the vault is not destroyed. */
export class NotEmpty extends Named {
  static NAME = "NotEmpty";
}
