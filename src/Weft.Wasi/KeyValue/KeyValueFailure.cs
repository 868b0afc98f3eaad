// wasi:keyvalue: the errors that the interface knows.

namespace Weft.Wasi.KeyValue;

/// <summary>Why an operation on keys and values failed.</summary>
public enum KeyValueFailure
{
    /// <summary>Something else, which the message says.</summary>
    Other,

    /// <summary>There is no such bucket.</summary>
    NoSuchStore,

    /// <summary>The bucket is not for this guest.</summary>
    AccessDenied,
}
