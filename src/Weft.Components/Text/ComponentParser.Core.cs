// The parser of component text: core types and canonical definitions.
using System.Collections.Immutable;
using Weft.Wasm;
using Weft.Wasm.Text;

namespace Weft.Components.Text;

internal sealed partial class ComponentParser
{
    private void ParseCoreType(int token)
    {
        var symbol = TakeIdentifier();
        if (AtInlineAlias)
        {
            ParseInlineAlias(Sort.CoreType, symbol, token);
            return;
        }

        if (TakeForm("module"))
        {
            Add(new CoreTypeItem(ParseModuleType(symbol)), token);
            Close();
        }
        else
        {
            Add(new CoreTypeItem(new CoreGroupDefinition(new RecursiveGroup([ParseSubType()], IsExplicit: false))), token);
        }

        Define(Sort.CoreType, symbol, token);
    }

    /// <summary>The types of <c>(rec (type ...)*)</c>: they may name each other, so that all are numbered before one is parsed.</summary>
    private RecursiveGroup ParseRecursiveGroup()
    {
        var first = Position;
        while (AtForm("type"))
        {
            var end = Current.Data;
            Position += 2;
            Define(Sort.CoreType, TakeIdentifier(), first);
            Position = end + 1;
        }

        Position = first;
        _isInGroup = true;
        var types = ImmutableArray.CreateBuilder<SubType>();
        while (TakeForm("type"))
        {
            TakeIdentifier();
            types.Add(ParseSubType());
            Close();
        }

        _isInGroup = false;
        return new RecursiveGroup(types.ToImmutable(), IsExplicit: true);
    }

    private bool _isInGroup;

    private int ParseModuleTypeUse()
    {
        if (TryParseTypeUse(Sort.CoreType, out var type))
        {
            return type;
        }

        var token = Position;
        Add(new CoreTypeItem(ParseModuleType(-1)), token);
        return Define(Sort.CoreType, -1, token);
    }

    private CoreModuleTypeDefinition ParseModuleType(int symbol)
    {
        Enter(ScopeKind.ModuleType, symbol, _scope);
        while (!AtEnd)
        {
            ParseModuleDeclaration();
        }

        var declarations = _scope.ModuleDeclarations.ToImmutableArray();
        _scope = _scope.Outer!;
        return new CoreModuleTypeDefinition(declarations);
    }

    private void ParseModuleDeclaration()
    {
        var token = Position;
        Open();
        switch (KeywordAt(Position++))
        {
            case "type":
                var symbol = TakeIdentifier();
                var group = new RecursiveGroup([ParseSubType()], IsExplicit: false);
                _scope.ModuleDeclarations.Add(new CoreTypeDeclaration(group));
                Define(Sort.CoreType, symbol, token);
                break;
            case "rec":
                _scope.ModuleDeclarations.Add(new CoreTypeDeclaration(ParseRecursiveGroup()));
                break;
            case "alias":
                ExpectKeyword("outer");
                var (levels, index) = ParseOuterTarget(Sort.CoreType);
                ExpectForm("type");
                symbol = TakeIdentifier();
                Close();
                _scope.ModuleDeclarations.Add(new CoreOuterTypeDeclaration(levels, index));
                Define(Sort.CoreType, symbol, token);
                break;
            case "import":
                var (module, name) = (ParseName("a module name"), ParseName("the name of an import"));
                _scope.ModuleDeclarations.Add(new CoreImportDeclaration(new Import(module, name, ParseExternalType())));
                break;
            case "export":
                name = ParseName("the name of an export");
                _scope.ModuleDeclarations.Add(new CoreExportDeclaration(name, ParseExternalType()));
                break;
            default:
                Position--;
                throw Unexpected("type, rec, alias, import or export");
        }

        Close();
    }

    private ExternalType ParseExternalType()
    {
        Open();
        var keyword = KeywordAt(Position++);
        TakeIdentifier();
        ExternalType type;
        switch (keyword)
        {
            case "func":
                type = new ExternalFunctionType(ParseCoreFunctionTypeUse());
                break;
            case "tag":
                type = new TagType(ParseCoreFunctionTypeUse());
                break;
            case "global":
                var isMutable = TakeForm("mut");
                type = new GlobalType(ParseCoreValueType(), isMutable);
                if (isMutable)
                {
                    Close();
                }

                break;
            case "table":
                var address = ParseAddressType();
                var limits = ParseLimits();
                type = new TableType(ParseCoreValueType(), limits, address);
                break;
            case "memory":
                address = ParseAddressType();
                limits = ParseLimits();
                var isShared = TakeKeyword("shared");
                type = new MemoryType(limits, address, isShared, ParsePageSize());
                break;
            default:
                Position--;
                throw Unexpected("func, table, memory, global or tag");
        }

        Close();
        return type;
    }

    private AddressType ParseAddressType()
    {
        if (TakeKeyword("i64"))
        {
            return AddressType.I64;
        }

        TakeKeyword("i32");
        return AddressType.I32;
    }

    private Limits ParseLimits()
    {
        var minimum = ParseU64();
        return new Limits(minimum, Current.Kind == TokenKind.Natural ? ParseU64() : null);
    }

    private int ParsePageSize()
    {
        if (!TakeForm("pagesize"))
        {
            return 16;
        }

        var token = Position;
        var size = ParseU64();
        Close();
        return size is 1 or 65536 ? size == 1 ? 0 : 16 : throw Error("invalid custom page size: expected 1 or 65536", token);
    }

    private int ParseCoreFunctionTypeUse()
    {
        if (AtForm("type"))
        {
            Position += 2;
            var index = ParseIndex(Sort.CoreType);
            Close();

            // Parameters may be written once more, for readers: the type is what counts.
            ParseCoreSignature();
            return index;
        }

        var type = ParseCoreSignature();
        _scope.ModuleDeclarations.Add(new CoreTypeDeclaration(new RecursiveGroup([new SubType(IsFinal: true, [], type)], IsExplicit: false)));
        return Define(Sort.CoreType, -1, Position);
    }

    private SubType ParseSubType()
    {
        if (!TakeForm("sub"))
        {
            return new SubType(IsFinal: true, [], ParseComposite());
        }

        var isFinal = TakeKeyword("final");
        var supertypes = ImmutableArray.CreateBuilder<int>();
        while (AtIndex)
        {
            supertypes.Add(ParseIndex(Sort.CoreType));
        }

        var type = new SubType(isFinal, supertypes.ToImmutable(), ParseComposite());
        Close();
        return type;
    }

    private CompositeType ParseComposite()
    {
        Open();
        CompositeType type;
        switch (KeywordAt(Position++))
        {
            case "func":
                type = ParseCoreSignature();
                break;
            case "struct":
                var fields = ImmutableArray.CreateBuilder<FieldType>();
                while (TakeForm("field"))
                {
                    TakeIdentifier();
                    while (!AtEnd)
                    {
                        fields.Add(ParseFieldType());
                    }

                    Close();
                }

                type = new StructType(fields.ToImmutable());
                break;
            case "array":
                type = new ArrayType(ParseFieldType());
                break;
            default:
                Position--;
                throw Unexpected("func, struct or array");
        }

        Close();
        return type;
    }

    private FieldType ParseFieldType()
    {
        var isMutable = TakeForm("mut");
        var packed = TakeKeyword("i8") ? PackedKind.I8 : TakeKeyword("i16") ? PackedKind.I16 : PackedKind.None;
        var type = new FieldType(packed == PackedKind.None ? ParseCoreValueType() : Wasm.ValueType.I32, packed, isMutable);
        if (isMutable)
        {
            Close();
        }

        return type;
    }

    private FunctionType ParseCoreSignature()
    {
        var parameters = ImmutableArray.CreateBuilder<Wasm.ValueType>();
        var results = ImmutableArray.CreateBuilder<Wasm.ValueType>();
        foreach (var (keyword, types) in new[] { ("param", parameters), ("result", results) })
        {
            while (TakeForm(keyword))
            {
                TakeIdentifier();
                while (!AtEnd)
                {
                    types.Add(ParseCoreValueType());
                }

                Close();
            }
        }

        return new FunctionType(parameters.ToImmutable(), results.ToImmutable());
    }

    private Wasm.ValueType ParseCoreValueType()
    {
        if (TakeForm("ref"))
        {
            var isNullable = TakeKeyword("null");
            var type = Wasm.ValueType.Ref(ParseHeapType(), isNullable);
            Close();
            return type;
        }

        Wasm.ValueType? named = KeywordAt(Position) switch
        {
            "i32" => Wasm.ValueType.I32,
            "i64" => Wasm.ValueType.I64,
            "f32" => Wasm.ValueType.F32,
            "f64" => Wasm.ValueType.F64,
            "v128" => Wasm.ValueType.V128,
            "nullref" => Wasm.ValueType.Ref(AbstractHeapType.None, nullable: true),
            "nullfuncref" => Wasm.ValueType.Ref(AbstractHeapType.NoFunc, nullable: true),
            "nullexternref" => Wasm.ValueType.Ref(AbstractHeapType.NoExtern, nullable: true),
            "nullexnref" => Wasm.ValueType.Ref(AbstractHeapType.NoExn, nullable: true),
            var keyword when keyword.EndsWith("ref", StringComparison.Ordinal) && Enum.TryParse<AbstractHeapType>(keyword[..^3], ignoreCase: true, out var heap) =>
                Wasm.ValueType.Ref(heap, nullable: true),
            _ => null,
        };
        if (named is null)
        {
            throw Unexpected("a core value type");
        }

        Position++;
        return named.Value;
    }

    private HeapType ParseHeapType()
    {
        if (AtIndex)
        {
            return HeapType.Defined(ParseIndex(Sort.CoreType));
        }

        var keyword = KeywordAt(Position);
        if (keyword.Length == 0 || !Enum.TryParse<AbstractHeapType>(keyword, ignoreCase: true, out var heap))
        {
            throw Unexpected("a heap type");
        }

        Position++;
        return heap;
    }

    /// <summary><c>(canon ... (func $id type))</c>.</summary>
    private void ParseCanonicalDefinition(int token)
    {
        if (TakeKeyword("lift"))
        {
            var function = ParseIndexOrForm(Sort.CoreFunction);
            var options = ParseOptions();
            ExpectForm("func");
            var symbol = TakeIdentifier();
            var type = ParseFunctionTypeUse();
            Close();
            Add(new CanonicalItem(new CanonicalLift(function, options, type)), token);
            Define(Sort.Function, symbol, token);
            return;
        }

        var definition = ParseCanonical(out var id);
        Add(new CanonicalItem(definition), token);
        Define(Sort.CoreFunction, id, token);
    }

    /// <summary>A canonical definition that makes a core function, with <c>(core func $id?)</c> behind it where that is written.</summary>
    private CanonicalDefinition ParseCanonical(out int symbol)
    {
        CanonicalDefinition definition;
        if (TakeKeyword("lower"))
        {
            definition = new CanonicalLower(ParseIndexOrForm(Sort.Function), ParseOptions());
        }
        else
        {
            var kind = BuiltinTable.Find(KeywordAt(Position)) ?? throw Unexpected("lift, lower or a built-in");
            Position++;
            definition = ParseBuiltin(kind);
        }

        symbol = -1;
        if (AtCoreForm("func"))
        {
            Position += 3;
            symbol = TakeIdentifier();
            Close();
        }

        return definition;
    }

    private CanonicalBuiltin ParseBuiltin(BuiltinKind kind)
    {
        var builtin = new CanonicalBuiltin(kind);
        switch (BuiltinTable.GetShape(kind))
        {
            case BuiltinShape.Type:
                return builtin with { Type = ParseIndexOrForm(Sort.Type) };
            case BuiltinShape.TypeOptions:
                return builtin with { Type = ParseIndexOrForm(Sort.Type), Options = ParseOptions() };
            case BuiltinShape.TypeAsync:
                return builtin with { Type = ParseIndexOrForm(Sort.Type), Flag = TakeKeyword("async") };
            case BuiltinShape.Options:
                return builtin with { Options = ParseOptions() };
            case BuiltinShape.Async:
                return builtin with { Flag = TakeKeyword("async") };
            case BuiltinShape.Cancel:
                return builtin with { Flag = TakeKeyword("cancellable") };
            case BuiltinShape.Shared:
                return builtin with { Flag = TakeKeyword("shared") };
            case BuiltinShape.CancelMemory:
                var isCancellable = TakeKeyword("cancellable");
                ExpectForm("memory");
                var memory = ParseOptionIndex(Sort.CoreMemory);
                return builtin with { Flag = isCancellable, Index = memory };
            case BuiltinShape.Slot:
                return builtin with { SlotType = ParseCoreValueType(), Index = ParseNumber() };
            case BuiltinShape.Result:
                ValueTypeReference? result = null;
                if (TakeForm("result"))
                {
                    result = ParseValueType();
                    Close();
                }

                return builtin with { Result = result, Options = ParseOptions() };
            case BuiltinShape.FunctionTypeTable:
                return builtin with { Type = ParseIndexOrForm(Sort.CoreType), Index = ParseIndexOrForm(Sort.CoreTable) };
            case BuiltinShape.SharedFunctionType:
                return builtin with { Flag = TakeKeyword("shared"), Type = ParseIndexOrForm(Sort.CoreType) };
            case BuiltinShape.SharedFunctionTypeTable:
                return builtin with { Flag = TakeKeyword("shared"), Type = ParseIndexOrForm(Sort.CoreType), Index = ParseIndexOrForm(Sort.CoreTable) };
            default:
                return builtin;
        }
    }

    private ImmutableArray<CanonicalOption> ParseOptions()
    {
        var options = ImmutableArray.CreateBuilder<CanonicalOption>();
        while (true)
        {
            CanonicalOptionKind? plain = KeywordAt(Position) switch
            {
                "string-encoding=utf8" => CanonicalOptionKind.Utf8,
                "string-encoding=utf16" => CanonicalOptionKind.Utf16,
                "string-encoding=latin1+utf16" => CanonicalOptionKind.Latin1Utf16,
                "async" => CanonicalOptionKind.Async,
                _ => null,
            };
            if (plain is { } known)
            {
                Position++;
                options.Add(new CanonicalOption(known, 0));
                continue;
            }

            var (kind, sort) = !AtList ? default : KeywordAt(Position + 1) switch
            {
                "memory" => (CanonicalOptionKind.Memory, Sort.CoreMemory),
                "realloc" => (CanonicalOptionKind.Realloc, Sort.CoreFunction),
                "post-return" => (CanonicalOptionKind.PostReturn, Sort.CoreFunction),
                "callback" => (CanonicalOptionKind.Callback, Sort.CoreFunction),
                _ => default,
            };
            if (kind == default)
            {
                return options.ToImmutable();
            }

            Position += 2;
            options.Add(new CanonicalOption(kind, ParseOptionIndex(sort)));
        }
    }

    /// <summary>The rest of an option after its keyword: an index or a form; older texts have what is in the form without its parentheses.</summary>
    private int ParseOptionIndex(Sort sort)
    {
        if (AtIndex)
        {
            return ParseFormRest(sort);
        }

        var index = ParseIndexOrForm(sort);
        Close();
        return index;
    }
}
