// Global instances (spec 4.2.8): numbers and vectors in a native cell, references in the managed object.
using System.Diagnostics.CodeAnalysis;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft;

/// <summary>A global (spec 4.2.8).</summary>
public sealed unsafe class Global : External
{
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

    internal GlobalCell* Cell { get; }

    /// <summary>What a global of a reference type holds: a field for emitted code.</summary>
    [SuppressMessage("Design", "CA1051", Justification = "Emitted code reads and writes it.")]
    internal object? Reference;

    internal override Store? Owner => Store;

    private void SetUnchecked(in Value value)
    {
        Cell->Low = value.Low;
        Cell->High = value.High;
        Reference = value.Reference;
    }
}
