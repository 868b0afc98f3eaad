// What the specification's own code (definitions.py) lifts and lowers, recorded by vectors/make.py, against this one's plain codecs and copiers.
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;
using Weft.Components.Validation;
using Weft.Wasm;
using Xunit;

namespace Weft.Components.Tests.CanonicalAbi;

public sealed class SpecificationTests
{
    private const ulong Heap = 1024;
    private const ComponentFeatures Features = ComponentFeatures.FixedLengthLists | ComponentFeatures.Maps | ComponentFeatures.Memory64;

    [Fact]
    public void Values_are_lifted_lowered_and_copied_as_the_specification_does()
    {
        var (lifted, trapped, lowered) = (0, 0, 0);
        using var engine = new Engine();
        foreach (var line in File.ReadLines(FindVectors()))
        {
            using var store = new Store(engine);
            var vector = JsonSerializer.Deserialize<Vector>(line, JsonSerializerOptions.Web)!;
            var function = Parse(vector);
            var type = function.Parameters[0].Type;
            var source = new Side(store, vector.Encoding, vector.Is64);
            foreach (var (at, bytes) in vector.Memory)
            {
                Convert.FromHexString(bytes).CopyTo(source.Memory.GetSpan(ulong.Parse(at, CultureInfo.InvariantCulture), bytes.Length / 2));
            }

            var flat = vector.Flat.Select(bits => ulong.Parse(bits, CultureInfo.InvariantCulture)).ToArray();
            var value = Attempt(() => source.Lift(function, flat));
            Assert.True((value is null ? null : Show(type, value.Value)) == vector.Value, $"lifted {(value is null ? "nothing" : Show(type, value.Value))}: {line}");
            _ = value is null ? trapped++ : lifted++;
            foreach (var encoding in Enum.GetValues<StringEncoding>())
            {
                foreach (var is64 in new[] { false, true })
                {
                    var target = new Side(store, encoding, is64);
                    var copy = Attempt(() => target.Lift(function, source.Copy(function, flat, target)));
                    Assert.True((copy is null ? null : Show(type, copy.Value)) == vector.Value, $"copied to {encoding}, {is64}: {line}");
                }
            }

            if (vector.Lowers)
            {
                lowered++;
                var target = new Side(store, vector.Encoding, vector.Is64);
                Assert.Equal(flat, target.Lower(function, value!.Value));
                Assert.True(target.Memory.GetSpan(0, 65536).SequenceEqual(source.Memory.GetSpan(0, 65536)), $"lowered to other bytes: {line}");
            }
        }

        Assert.True(lifted > 200 && trapped > 50 && lowered > 150, $"{lifted} lifted, {trapped} trapped, {lowered} lowered");
    }

    private static ComponentValue? Attempt(Func<ComponentValue> lift)
    {
        try
        {
            return lift();
        }
        catch (AbiException)
        {
            return null;
        }
    }

    private static string FindVectors([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "vectors", "vectors.jsonl");

    private static ComponentFunctionType Parse(Vector vector)
    {
        var text = $"(component {vector.Declarations} (import \"f\" (func (param \"x\" {vector.Type}))))";
        return ComponentValidator.Validate(Samples.Parse(text), new TypeRegistry(), new ComponentValidationOptions { Features = Features }).Functions[0];
    }

    // The same form as in make.py.
    private static string Show(ComponentValueType type, ComponentValue value) => type switch
    {
        PrimitiveType { Kind: PrimitiveKind.Bool } => value.AsBool() ? "true" : "false",
        PrimitiveType { Kind: PrimitiveKind.F32 } => float.IsNaN(value.AsF32()) ? "nan" : $"f{BitConverter.SingleToUInt32Bits(value.AsF32()):x8}",
        PrimitiveType { Kind: PrimitiveKind.F64 } => double.IsNaN(value.AsF64()) ? "nan" : $"d{BitConverter.DoubleToUInt64Bits(value.AsF64()):x16}",
        PrimitiveType { Kind: PrimitiveKind.Char } => $"c{value.AsChar().Value:x}",
        PrimitiveType { Kind: PrimitiveKind.String } => "s" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value.AsString())),
        PrimitiveType => Wave.Print(value, type),
        ListType list => $"[{string.Join(',', Enumerable.Range(0, value.Count).Select(i => Show(list.Element, value[i])))}]",
        MapType map => $"[{string.Join(',', Enumerable.Range(0, value.Count).Select(i => $"({Show(map.Key, value[i][0])},{Show(map.Value, value[i][1])})"))}]",
        RecordType record => ShowParts([.. record.Fields.Select(field => field.Type)], value),
        TupleType tuple => ShowParts(tuple.Elements, value),
        FlagsType => $"{{{value.AsFlags()}}}",
        VariantType variant => ShowCase(value.Case, variant.Cases[value.Case].Type, value),
        OptionType option => value.Payload is null ? "#0" : ShowCase(1, option.Element, value),
        ResultType result => value.IsOk ? ShowCase(0, result.Ok, value) : ShowCase(1, result.Error, value),
        _ => $"#{value.Case}",
    };

    private static string ShowParts(ImmutableArray<ComponentValueType> types, ComponentValue value) => $"({string.Join(',', types.Select((type, i) => Show(type, value[i])))})";

    private static string ShowCase(int index, ComponentValueType? type, ComponentValue value) => type is null ? $"#{index}" : $"#{index}({Show(type, value.Payload!.Value)})";

    private sealed record Vector(string Declarations, string Type, string Encoding, bool Is64, Dictionary<string, string> Memory, string[] Flat, string? Value, bool Lowers);

    // A side of a call, with an allocator that only goes up.
    private sealed class Side
    {
        private readonly CanonicalOptions _options;
        private ulong _top = Heap;

        public Side(Store store, string encoding, bool is64)
            : this(store, encoding switch { "utf8" => StringEncoding.Utf8, "utf16" => StringEncoding.Utf16, _ => StringEncoding.Latin1Utf16 }, is64)
        {
        }

        public Side(Store store, StringEncoding encoding, bool is64)
        {
            Memory = new Memory(store, new MemoryType(new Limits(1, null)) { Address = is64 ? AddressType.I64 : AddressType.I32 });
            var pointer = is64 ? Wasm.ValueType.I64 : Wasm.ValueType.I32;
            var realloc = new Function(store, new FunctionType([pointer, pointer, pointer, pointer], [pointer]), (Caller _, Span<ulong> slots) =>
            {
                var at = (_top + slots[2] - 1) & ~(slots[2] - 1);
                _top = at + slots[3];
                Memory!.GetSpan(slots[0], (int)Math.Min(slots[1], slots[3])).CopyTo(Memory.GetSpan(at, (int)slots[3]));
                slots[0] = at;
            });
            _options = new CanonicalOptions(new InstanceState(store, null)) { Encoding = encoding, Memory = Memory, Realloc = realloc };
        }

        public Memory Memory { get; }

        public ComponentValue Lift(ComponentFunctionType function, ulong[] flat)
        {
            var context = new LiftContext(_options, new CallScope());
            var reader = new FlatReader(context, flat);
            var layout = CallLayout.Find(function, _options.Is64);
            var type = function.Parameters[0].Type;
            if (layout.HasFlatParameters)
            {
                return ValueLifting.LiftFlat(ref reader, type);
            }

            var address = reader.ReadPointer();
            context.CheckRecord(address, layout.Parameters.Size, layout.Parameters.Alignment);
            return ValueLifting.Load(context, type, address);
        }

        public ulong[] Lower(ComponentFunctionType function, ComponentValue value)
        {
            var context = new LowerContext(_options, new CallScope());
            var layout = CallLayout.Find(function, _options.Is64);
            var flat = new ulong[layout.ParameterSlots];
            var type = function.Parameters[0].Type;
            if (layout.HasFlatParameters)
            {
                var writer = new FlatWriter(context, flat);
                ValueLowering.LowerFlat(ref writer, type, value);
            }
            else
            {
                flat[0] = context.Allocate((ulong)layout.Parameters.Size, layout.Parameters.Alignment);
                ValueLowering.Store(context, type, flat[0], value);
            }

            return flat;
        }

        public ulong[] Copy(ComponentFunctionType function, ulong[] flat, Side target)
        {
            var copier = FunctionCopier.Find(function, SideOptions.Of(_options), SideOptions.Of(target._options))!;
            var (from, to) = (CallLayout.Find(function, _options.Is64), CallLayout.Find(function, target._options.Is64));
            var copied = new ulong[to.ParameterSlots];
            var scope = new CallScope();
            var frame = new CopyFrame(new LiftContext(_options, scope), new LowerContext(target._options, scope), flat, copied, []);
            if (from.HasFlatParameters)
            {
                copier.Parameters[0].CopyFlat(ref frame);
                return copied;
            }

            var address = frame.ReadPointer();
            frame.From.CheckRecord(address, from.Parameters.Size, from.Parameters.Alignment);
            copied[0] = frame.Allocate((ulong)to.Parameters.Size, to.Parameters.Alignment, "content");
            copier.Parameters[0].Copy(ref frame, Memory.GetSpan(address, from.Parameters.Size), target.Memory.GetSpan(copied[0], to.Parameters.Size));
            return copied;
        }
    }
}
