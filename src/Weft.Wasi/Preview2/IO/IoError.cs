// WASI preview 2: wasi:io/error's resource.

using Weft.Components;
using StreamError = Weft.Wasi.WasiPreview2.Streams.StreamError;

namespace Weft.Wasi.Preview2.IO;

/// <summary>Why an operation on a stream failed.</summary>
internal sealed class IoError(WasiError error) : WasiPreview2.Error.IError
{
    /// <summary>The reason.</summary>
    public WasiError Reason => error;

    /// <summary>The result of what a closed stream is asked for.</summary>
    public static ComponentError<StreamError> Closed => new(StreamError.Closed.Instance);

    /// <summary>The result of an operation that failed.</summary>
    public static ComponentError<StreamError> Failed(WasiError error) => new(new StreamError.LastOperationFailed(new IoError(error)));

    /// <inheritdoc/>
    public string ToDebugString() => $"input/output failed: {error}";
}
