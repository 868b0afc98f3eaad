// Keywords by their bytes: the instruction table's mnemonics and the words of the grammar, in one hash table.
using System.Text;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Text;

/// <summary>Looks keywords up. The table is fixed, so that a hostile text can neither grow it nor lengthen its chains.</summary>
internal static class KeywordTable
{
    /// <summary>The code of a <see cref="Word"/> is this plus its value; smaller codes are opcodes.</summary>
    public const int FirstWord = 1024;

    private static readonly (string Spelling, Word Word)[] s_words =
    [
        ("module", Word.Module), ("type", Word.Type), ("rec", Word.Rec), ("sub", Word.Sub), ("final", Word.Final), ("func", Word.Func),
        ("param", Word.Param), ("result", Word.Result), ("local", Word.Local), ("struct", Word.Struct), ("field", Word.Field),
        ("array", Word.Array), ("mut", Word.Mut), ("import", Word.Import), ("export", Word.Export), ("table", Word.Table),
        ("memory", Word.Memory), ("global", Word.Global), ("tag", Word.Tag), ("elem", Word.Elem), ("data", Word.Data), ("start", Word.Start),
        ("offset", Word.Offset), ("item", Word.Item), ("declare", Word.Declare), ("shared", Word.Shared), ("pagesize", Word.PageSize),
        ("then", Word.Then), ("do", Word.Do), ("catch_ref", Word.CatchRef), ("catch_all_ref", Word.CatchAllRef),
        ("i8", Word.I8), ("i16", Word.I16), ("i32", Word.I32), ("i64", Word.I64), ("f32", Word.F32), ("f64", Word.F64), ("v128", Word.V128),
        ("ref", Word.Ref), ("null", Word.Null), ("any", Word.Any), ("eq", Word.Eq), ("i31", Word.I31), ("exn", Word.Exn), ("extern", Word.Extern),
        ("none", Word.None), ("nofunc", Word.NoFunc), ("noextern", Word.NoExtern), ("noexn", Word.NoExn),
        ("funcref", Word.FuncRef), ("externref", Word.ExternRef), ("anyref", Word.AnyRef), ("eqref", Word.EqRef), ("i31ref", Word.I31Ref),
        ("structref", Word.StructRef), ("arrayref", Word.ArrayRef), ("exnref", Word.ExnRef), ("nullref", Word.NullRef),
        ("nullfuncref", Word.NullFuncRef), ("nullexternref", Word.NullExternRef), ("nullexnref", Word.NullExnRef),
        ("i8x16", Word.I8x16), ("i16x8", Word.I16x8), ("i32x4", Word.I32x4), ("i64x2", Word.I64x2), ("f32x4", Word.F32x4), ("f64x2", Word.F64x2),
        ("nan:canonical", Word.NanCanonical), ("nan:arithmetic", Word.NanArithmetic),
        ("before", Word.Before), ("after", Word.After), ("first", Word.First), ("last", Word.Last), ("code", Word.Code), ("datacount", Word.DataCount),
        ("binary", Word.Binary), ("quote", Word.Quote), ("definition", Word.Definition), ("instance", Word.Instance), ("component", Word.Component), ("register", Word.Register),
        ("invoke", Word.Invoke), ("get", Word.Get), ("assert_return", Word.AssertReturn), ("assert_trap", Word.AssertTrap),
        ("assert_exhaustion", Word.AssertExhaustion), ("assert_exception", Word.AssertException), ("assert_suspension", Word.AssertSuspension),
        ("assert_malformed", Word.AssertMalformed), ("assert_malformed_custom", Word.AssertMalformedCustom), ("assert_invalid", Word.AssertInvalid),
        ("assert_invalid_custom", Word.AssertInvalidCustom), ("assert_unlinkable", Word.AssertUnlinkable), ("either", Word.Either),
        ("thread", Word.Thread), ("wait", Word.Wait), ("ref.extern", Word.RefExtern), ("ref.host", Word.RefHost), ("ref.any", Word.RefAny),
        ("ref.struct", Word.RefStruct), ("ref.array", Word.RefArray), ("ref.exn", Word.RefExn),
    ];

    private static readonly Entry?[] s_slots = Build();

    /// <summary>The code of a keyword: an opcode, <see cref="FirstWord"/> plus a <see cref="Word"/>, or -1.</summary>
    public static int Find(ReadOnlySpan<byte> keyword)
    {
        for (var slot = Hash(keyword); ; slot++)
        {
            var entry = s_slots[slot & (s_slots.Length - 1)];
            if (entry is null)
            {
                return -1;
            }

            if (keyword.SequenceEqual(entry.Spelling))
            {
                return entry.Code;
            }
        }
    }

    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = (uint)bytes.Length;
        foreach (var b in bytes)
        {
            hash = (hash ^ b) * 0x01000193;
        }

        return hash ^ (hash >> 15);
    }

    private static Entry?[] Build()
    {
        if (InstructionTable.Count > FirstWord)
        {
            throw new InvalidOperationException("more instructions than keyword codes");
        }

        var slots = new Entry?[4096];
        for (var i = 0; i < InstructionTable.Count; i++)
        {
            // The first row of a mnemonic wins; `select`, `ref.test` and `ref.cast` choose their second row by what follows them.
            Add(slots, InstructionTable.GetMnemonic((Opcode)i), i);
        }

        foreach (var (spelling, word) in s_words)
        {
            Add(slots, spelling, FirstWord + (int)word);
        }

        return slots;
    }

    private static void Add(Entry?[] slots, string spelling, int code)
    {
        var bytes = Encoding.ASCII.GetBytes(spelling);
        for (var slot = Hash(bytes); ; slot++)
        {
            ref var entry = ref slots[slot & (slots.Length - 1)];
            if (entry is null)
            {
                entry = new Entry(bytes, code);
                return;
            }

            if (bytes.AsSpan().SequenceEqual(entry.Spelling))
            {
                return;
            }
        }
    }

    private sealed record Entry(byte[] Spelling, int Code);
}
