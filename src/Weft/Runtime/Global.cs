// Global instances (spec 4.2.8): numbers and vectors in a native cell, references in the managed object.
using System.Diagnostics.CodeAnalysis;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft;

/// <summary>A global (spec 4.2.8).</summary>
public sealed unsafe class Global : External
{
    private readonly bool _isNumber;
    private readonly bool _isMutableNumber;

    /// <summary>Makes a global.</summary>
    /// <param name="store">The store it belongs to.</param>
    /// <param name="type">Its type; indices inside are ids of the engine's registry.</param>
    /// <param name="value">What it holds at first.</param>
    /// <exception cref="ArgumentException">The value is of another type or store.</exception>
    public Global(Store store, GlobalType type, Value value)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        Store = store.CheckUse();
        Type = type;
        _isNumber = type.Value.IsNumber;
        _isMutableNumber = _isNumber && type.IsMutable;
        ReferenceChecks.Check(value, type.Value, store, "the value of the global");
        Cell = store.Arena.Allocate<GlobalCell>();
        store.Resources++;
        SetUnchecked(value);
    }

    /// <summary>A global that a module defines: its cell stands behind the instance's context.</summary>
    internal Global(Store store, GlobalType type, Value value, GlobalCell* cell)
    {
        Store = store;
        Type = type;
        _isNumber = type.Value.IsNumber;
        _isMutableNumber = _isNumber && type.IsMutable;
        Cell = cell;
        SetUnchecked(value);
    }

    /// <summary>Its type; indices inside are ids of the engine's registry.</summary>
    public GlobalType Type { get; }

    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Global;

    /// <inheritdoc/>
    public override ExternalType ExternalType => Type;

    /// <summary>The store it belongs to.</summary>
    public Store Store { get; }

    /// <summary>What it holds.</summary>
    /// <exception cref="InvalidOperationException">Setting: it is immutable.</exception>
    /// <exception cref="ArgumentException">Setting: the value is of another type or store.</exception>
    public Value Value
    {
        get
        {
            Store.CheckUse();
            return Type.Value.IsReference ? Value.FromReference(Reference) : Value.FromSlots(Type.Value.Kind, Cell->Low, Cell->High);
        }

        set
        {
            Store.CheckUse();
            if (!Type.IsMutable)
            {
                throw new InvalidOperationException("the global is immutable");
            }

            ReferenceChecks.Check(value, Type.Value, Store, "the value of the global");
            SetUnchecked(value);
        }
    }

    /// <summary>
    /// The number that it holds as bits, of which i32 and f32 have the low half: for adapters that share a state with code.
    /// </summary>
    /// <exception cref="InvalidOperationException">It holds a vector or a reference, or, setting, is immutable.</exception>
    public ulong Bits
    {
        get => CheckNumber(_isNumber)->Low;
        set => CheckNumber(_isMutableNumber)->Low = value;
    }

    internal GlobalCell* Cell { get; }

    /// <summary>What a global of a reference type holds: a field for emitted code.</summary>
    [SuppressMessage("Design", "CA1051", Justification = "Emitted code reads and writes it.")]
    internal object? Reference;

    internal override Store? Owner => Store;

    private GlobalCell* CheckNumber(bool isAllowed)
    {
        Store.CheckUse();
        return isAllowed ? Cell : throw new InvalidOperationException(_isNumber ? "the global is immutable" : $"a global of type {Type.Value} holds no number");
    }

    private void SetUnchecked(in Value value)
    {
        Cell->Low = value.Low;
        Cell->High = value.High;
        Reference = value.Reference;
    }
}
