// What every mutated component goes through: read or parsed, validated, written and printed, its WIT, instantiated with imports that trap, called.
using Weft.Components;
using Weft.Components.Binary;
using Weft.Components.Text;
using Weft.Components.Tools.Packages;
using Weft.Components.Types;
using Weft.Wasm;
using Weft.Wit;

namespace Weft.Fuzz;

/// <summary>Does with components what <see cref="Victim"/> does with modules.</summary>
internal static class ComponentVictim
{
    private const long Fuel = 20_000;
    private const int MostCalls = 16;
    private const int MostDepth = 8;

    /// <summary>Whether an input is a component as far as anybody can tell.</summary>
    public static bool Takes(byte[] input, bool isText) => isText ? ComponentTextParser.IsComponent(input) : ComponentReader.IsComponent(input);

    /// <summary>Runs one input through everything.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="input">The component.</param>
    /// <param name="isText">Whether it is a text.</param>
    /// <param name="isThorough">Whether to print and parse it, and to look at its WIT, which take longer.</param>
    /// <exception cref="WasmException">It is not one, or cannot be linked, or trapped: good ends.</exception>
    /// <exception cref="Exception">Any other exception is a bug in Weft.</exception>
    public static Outcome Process(Engine engine, byte[] input, bool isText, bool isThorough)
    {
        var definition = isText ? ComponentTextParser.Parse(input) : ComponentReader.Read(input);
        var component = Component.Load(engine, definition, ComponentFeatures.All);
        RoundTrip(definition);
        if (isThorough)
        {
            RoundTripText(definition);
            Decode(definition);
        }

        return Execute(engine, component);
    }

    private static void RoundTrip(ComponentDefinition component)
    {
        var once = ComponentWriter.Write(component);
        var twice = ComponentWriter.Write(ComponentReader.Read(once));
        if (!once.AsSpan().SequenceEqual(twice))
        {
            throw new InvalidOperationException("writing what was read gave other bytes");
        }
    }

    private static void RoundTripText(ComponentDefinition component)
    {
        // What is a comment in the first text, names that are no identifiers and custom sections, is not in the second.
        string once, twice;
        try
        {
            once = ComponentPrinter.Print(ComponentTextParser.Parse(ComponentPrinter.Print(component)));
            twice = ComponentPrinter.Print(ComponentTextParser.Parse(once));
        }
        catch (WasmException error)
        {
            throw new InvalidOperationException("a valid component could not be printed and parsed", error);
        }

        if (twice != once)
        {
            throw new InvalidOperationException("printing what was parsed gave another text");
        }
    }

    // Not everything that components can say WIT can.
    private static void Decode(ComponentDefinition component)
    {
        try
        {
            WitDecoder.Decode(component);
        }
        catch (Exception error) when (error is WasmException or WitException)
        {
            if (error.Message.Length == 0)
            {
                throw new InvalidOperationException("an error without words", error);
            }
        }
    }

    private static Outcome Execute(Engine engine, Component component)
    {
        using var store = new Store(engine, new StoreOptions { Fuel = Fuel, MaxMemory = 16 << 20, MaxTableElements = 100_000, MaxStack = 1 << 18 });
        var linker = new ComponentLinker(engine).DefineUnknownImportsAsTraps(component);
        var instance = linker.Instantiate(store, component);
        var calls = MostCalls;
        return Call(store, instance, ref calls, 0);
    }

    private static Outcome Call(Store store, ComponentInstance instance, ref int calls, int depth)
    {
        var outcome = Outcome.Ran;
        foreach (var name in instance.ExportNames)
        {
            if (instance.TryGetInstance(name, out var inner))
            {
                outcome = depth < MostDepth && Call(store, inner, ref calls, depth + 1) == Outcome.Trapped ? Outcome.Trapped : outcome;
            }
            else if (instance.TryGetFunction(name, out var function) && !function.Type.IsAsync && calls-- > 0)
            {
                outcome = Call(store, function) ?? outcome;
            }
        }

        return outcome;
    }

    private static Outcome? Call(Store store, ComponentFunction function)
    {
        var arguments = new ComponentValue[function.Type.Parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (MakeValue(function.Type.Parameters[i].Type) is not { } value)
            {
                return null;
            }

            arguments[i] = value;
        }

        try
        {
            store.Fuel = Fuel;
            function.Call(arguments);
            return null;
        }
        catch (Exception trap) when (trap is TrapException or GuestException)
        {
            return Outcome.Trapped;
        }
    }

    /// <summary>A value of a type; null where handles would be needed.</summary>
    private static ComponentValue? MakeValue(ComponentValueType? type) => type switch
    {
        PrimitiveType { Kind: PrimitiveKind.Bool } => ComponentValue.FromBool(true),
        PrimitiveType { Kind: PrimitiveKind.Char } => ComponentValue.FromChar(new System.Text.Rune('\u00E9')),
        PrimitiveType { Kind: PrimitiveKind.String } => ComponentValue.FromString("\u00E9\u20AC"),
        PrimitiveType { Kind: PrimitiveKind.F32 } => ComponentValue.FromF32(1),
        PrimitiveType { Kind: PrimitiveKind.F64 } => ComponentValue.FromF64(1),
        PrimitiveType { Kind: PrimitiveKind.ErrorContext } => null,
        PrimitiveType number => ComponentValue.FromInteger(number.Kind, 1),
        ListType { Length: null } list => MakeValue(list.Element) is { } element ? ComponentValue.List(element, element) : default(ComponentValue?),
        ListType { Length: <= 64 } list => MakeAll(Enumerable.Repeat(list.Element, (int)list.Length), values => ComponentValue.List(values)),
        RecordType record => MakeAll(record.Fields.Select(field => field.Type), values => ComponentValue.Record(values)),
        TupleType tuple => MakeAll(tuple.Elements, values => ComponentValue.Tuple(values)),
        VariantType variant => variant.Cases[^1].Type is not { } payload ? ComponentValue.Variant(variant.Cases.Length - 1)
            : MakeValue(payload) is { } content ? ComponentValue.Variant(variant.Cases.Length - 1, content) : default(ComponentValue?),
        EnumType => ComponentValue.Enum(0),
        FlagsType => ComponentValue.Flags(1),
        OptionType => ComponentValue.None,
        ResultType { Error: null } => ComponentValue.Error(),
        ResultType result => MakeValue(result.Error) is { } error ? ComponentValue.Error(error) : default(ComponentValue?),
        _ => null,
    };

    private static ComponentValue? MakeAll(IEnumerable<ComponentValueType> types, Func<ComponentValue[], ComponentValue> make)
    {
        var values = types.Select(MakeValue).ToArray();
        return values.All(value => value is not null) ? make([.. values.Select(value => value!.Value)]) : default(ComponentValue?);
    }
}
