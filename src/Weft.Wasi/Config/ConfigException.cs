// wasi:config: why a source cannot answer, in the interface's words.

namespace Weft.Wasi.Config;

/// <summary>A source of configuration cannot answer. The guest gets the message, so that it must not hold what is none of its business.</summary>
public sealed class ConfigException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">What the guest is told.</param>
    /// <param name="isUpstream">Whether a source behind the source failed (<c>upstream</c>); otherwise reading it did (<c>io</c>).</param>
    /// <param name="innerException">What happened, for the host alone.</param>
    public ConfigException(string message, bool isUpstream = true, Exception? innerException = null)
        : base(message, innerException) => IsUpstream = isUpstream;

    /// <summary>Whether a source behind the source failed.</summary>
    public bool IsUpstream { get; }
}
