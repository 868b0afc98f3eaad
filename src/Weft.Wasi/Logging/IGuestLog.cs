// wasi:logging: where messages go.

namespace Weft.Wasi.Logging;

/// <summary>Takes the messages of guests. A guest writes what it likes, as much as it likes: whoever keeps messages has to bound and to escape them.</summary>
public interface IGuestLog
{
    /// <summary>Takes a message. Called on the thread of the guest, hence from several at once where several guests run.</summary>
    /// <param name="level">How much it matters.</param>
    /// <param name="context">What groups messages, as the guest likes.</param>
    /// <param name="message">The text.</param>
    void Log(GuestLogLevel level, string context, string message);
}
