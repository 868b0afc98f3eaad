// wasi:logging: what kind of message a message is.

namespace Weft.Wasi.Logging;

/// <summary>How much a guest's message matters.</summary>
public enum GuestLogLevel
{
    /// <summary>Values of variables, the flow of control.</summary>
    Trace,

    /// <summary>For who looks for a fault in the guest.</summary>
    Debug,

    /// <summary>For who watches the guest.</summary>
    Info,

    /// <summary>What may become a fault.</summary>
    Warn,

    /// <summary>Serious errors.</summary>
    Error,

    /// <summary>Errors that the guest does not outlive.</summary>
    Critical,
}
