// wasi:keyvalue: why a backend did not do what it was asked, in the interface's words.

namespace Weft.Wasi.KeyValue;

/// <summary>An operation on keys and values failed. The guest gets the message, so that it must not hold what is none of its business.</summary>
public sealed class KeyValueException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">What the guest is told.</param>
    /// <param name="innerException">What happened, for the host alone.</param>
    public KeyValueException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception of a kind that needs no message.</summary>
    /// <param name="failure">The kind.</param>
    public KeyValueException(KeyValueFailure failure)
        : base($"{failure}") => Failure = failure;

    /// <summary>What failed.</summary>
    public KeyValueFailure Failure { get; }
}
