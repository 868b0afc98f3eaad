// wasi:keyvalue@0.2.0-draft: its functions over those of the present draft. What is different is the type of numbers and of cursors.

using Weft.Components;
using Weft.Wasi.KeyValue;
using Error = Weft.Wasi.KeyValueDraft.WasiKeyValueDraft.Store.Error;
using IBucket = Weft.Wasi.KeyValueDraft.WasiKeyValueDraft.Store.IBucket;
using PresentError = Weft.Wasi.KeyValue.WasiKeyValue.Store.Error;

namespace Weft.Wasi.KeyValueDraft;

/// <summary>What guests of a store call.</summary>
/// <param name="present">The functions of the present draft, for the same store.</param>
internal sealed class DraftKeyValueHost(KeyValueHost present) : IWasiKeyValueDraftImports
{
    /// <summary>Where pages of keys begin.</summary>
    public CursorNumbers Cursors { get; } = new();

    public ComponentResult<IBucket, Error> Open(string identifier) =>
        Convert(present.Open(identifier), bucket => (IBucket)new DraftBucketHandle(this, (BucketHandle)bucket));

    public ComponentResult<ulong, Error> Increment(IBucket bucket, string key, ulong delta)
    {
        if (delta > long.MaxValue)
            return ComponentResult.Error<Error>(new Error.Other("the number is too large: numbers have 63 bits"));
        ComponentResult<long, PresentError> sum = present.Increment(Of(bucket), key, (long)delta);
        return !sum.IsError && sum.Ok < 0
            ? ComponentResult.Error<Error>(new Error.Other("the number is below zero"))
            : Convert(sum, number => (ulong)number);
    }

    public ComponentResult<(string, byte[])?[], Error> GetMany(IBucket bucket, string[] keys) => Convert(present.GetMany(Of(bucket), keys), values => values);

    public ComponentResult<ValueTuple, Error> SetMany(IBucket bucket, (string, byte[])[] keyValues) =>
        Convert(present.SetMany(Of(bucket), keyValues), nothing => nothing);

    public ComponentResult<ValueTuple, Error> DeleteMany(IBucket bucket, string[] keys) => Convert(present.DeleteMany(Of(bucket), keys), nothing => nothing);

    /// <summary>A result of the present draft as this one has it.</summary>
    public static ComponentResult<TOut, Error> Convert<TIn, TOut>(ComponentResult<TIn, PresentError> result, Func<TIn, TOut> convert) => result.IsError
        ? ComponentResult<TOut, Error>.FromError(result.Error switch
        {
            PresentError.NoSuchStore => Error.NoSuchStore.Instance,
            PresentError.AccessDenied => Error.AccessDenied.Instance,
            PresentError.Other other => new Error.Other(other.Value),
            var unknown => throw new InvalidOperationException($"no case for {unknown}"),
        })
        : ComponentResult<TOut, Error>.FromOk(convert(result.Ok));

    private static BucketHandle Of(IBucket bucket) => ((DraftBucketHandle)bucket).Present;
}
