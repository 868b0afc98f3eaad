// The names under which core modules import the built-ins of streams and futures: `[stream-read-0]f` is about the first stream or future in
// the type of the function f, counted from the inside.
using System.Globalization;
using Weft.Wasm;
using Weft.Wit;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Components.Tools.Componentizing;

/// <summary>Finds built-ins of streams and futures by name.</summary>
internal static class StreamBuiltins
{
    private const string AsyncPrefix = "[async-lower]";

    private static readonly (string Prefix, BuiltinKind Kind)[] s_all =
    [
        ("[stream-new-", BuiltinKind.StreamNew),
        ("[stream-read-", BuiltinKind.StreamRead),
        ("[stream-write-", BuiltinKind.StreamWrite),
        ("[stream-cancel-read-", BuiltinKind.StreamCancelRead),
        ("[stream-cancel-write-", BuiltinKind.StreamCancelWrite),
        ("[stream-drop-readable-", BuiltinKind.StreamDropReadable),
        ("[stream-drop-writable-", BuiltinKind.StreamDropWritable),
        ("[future-new-", BuiltinKind.FutureNew),
        ("[future-read-", BuiltinKind.FutureRead),
        ("[future-write-", BuiltinKind.FutureWrite),
        ("[future-cancel-read-", BuiltinKind.FutureCancelRead),
        ("[future-cancel-write-", BuiltinKind.FutureCancelWrite),
        ("[future-drop-readable-", BuiltinKind.FutureDropReadable),
        ("[future-drop-writable-", BuiltinKind.FutureDropWritable),
    ];

    /// <summary>The built-in of a name; null when there is none.</summary>
    /// <param name="name">The name of the import.</param>
    /// <param name="item">The interface that it is imported from.</param>
    /// <param name="isExport">Whether that is an exported one.</param>
    /// <param name="find">Finds a function there.</param>
    public static StreamUse? Find(string name, WitWorldInterface? item, bool isExport, Func<string, WitFunction?> find)
    {
        var isAsync = name.StartsWith(AsyncPrefix, StringComparison.Ordinal);
        var plain = isAsync ? name[AsyncPrefix.Length..] : name;
        foreach (var (prefix, kind) in s_all)
        {
            var end = plain.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || !plain.StartsWith(prefix, StringComparison.Ordinal) || (isAsync && !HasFlag(kind)))
            {
                continue;
            }

            var number = plain[prefix.Length..end];
            if (number == "unit")
            {
                return new StreamUse(kind, item, null, null, isExport, isAsync);
            }

            var function = find(plain[(end + 1)..]);
            if (function is null || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                return null;
            }

            var streams = StreamsOf(function);
            return index < streams.Count && streams[index] is WitFutureType == IsFuture(kind)
                ? new StreamUse(kind, item, function, streams[index], isExport, isAsync)
                : throw new ComponentToolException($"the module imports {name}, but the type of {function.ComponentName} has no such {(IsFuture(kind) ? "future" : "stream")}");
        }

        return null;
    }

    /// <summary>Whether a built-in is one of futures.</summary>
    public static bool IsFuture(BuiltinKind kind) => BuiltinTable.GetName(kind).StartsWith("future", StringComparison.Ordinal);

    /// <summary>Whether a built-in moves values, for which it needs a memory.</summary>
    public static bool MovesValues(BuiltinKind kind) => BuiltinTable.GetShape(kind) == BuiltinShape.TypeOptions;

    /// <summary>The core function of a built-in.</summary>
    public static FunctionType TypeOf(BuiltinKind kind) => CanonicalAbi.CoreSignatures.Builtin(kind, ValueType.I32);

    private static bool HasFlag(BuiltinKind kind) => BuiltinTable.GetShape(kind) is BuiltinShape.TypeOptions or BuiltinShape.TypeAsync;

    // The same named type is walked each time that it is used, as generators count: a hostile world must not make that endless.
    private static List<WitType> StreamsOf(WitFunction function)
    {
        var found = new List<WitType>();
        var steps = 0;
        foreach (var parameter in function.Parameters)
        {
            Visit(parameter.Type);
        }

        Visit(function.Result);
        return found;

        void Visit(WitType? type)
        {
            if (++steps > 100_000)
            {
                throw new ComponentToolException($"the type of {function.ComponentName} is too large to look for streams in it");
            }

            switch (type)
            {
                case WitTypeAlias alias:
                    Visit(alias.Target);
                    break;
                case WitRecord record:
                    foreach (var field in record.Fields)
                    {
                        Visit(field.Type);
                    }

                    break;
                case WitVariant variant:
                    foreach (var one in variant.Cases)
                    {
                        Visit(one.Payload);
                    }

                    break;
                case WitListType list:
                    Visit(list.Element);
                    break;
                case WitOptionType option:
                    Visit(option.Value);
                    break;
                case WitResultType result:
                    Visit(result.Ok);
                    Visit(result.Error);
                    break;
                case WitTupleType tuple:
                    foreach (var element in tuple.Elements)
                    {
                        Visit(element);
                    }

                    break;
                case WitMapType map:
                    Visit(map.Value);
                    break;
                case WitFutureType future:
                    Visit(future.Element);
                    found.Add(future);
                    break;
                case WitStreamType stream:
                    Visit(stream.Element);
                    found.Add(stream);
                    break;
                default:
                    break;
            }
        }
    }
}
