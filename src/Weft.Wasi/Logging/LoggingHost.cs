// wasi:logging: the interface's function over a log.

namespace Weft.Wasi.Logging;

/// <summary>What guests call.</summary>
/// <param name="log">Where their messages go.</param>
internal sealed class LoggingHost(IGuestLog log) : IWasiLoggingImports
{
    // The levels have the order of the interface's enumeration, which the bindings have checked.
    public void Log(WasiLogging.Logging.Level level, string context, string message) => log.Log((GuestLogLevel)level, context, message);
}
