// The modules of adapters of an engine: functions whose adapters are the same to the byte share one, so that it is compiled once.
using System.Runtime.CompilerServices;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Validation;

namespace Weft.Components.Adapters;

/// <summary>Holds modules as long as somebody uses them.</summary>
internal sealed class AdapterModules(Engine engine)
{
    private static readonly ConditionalWeakTable<Engine, AdapterModules> s_all = [];

    private readonly Dictionary<ReadOnlyMemory<byte>, WeakReference<Module>> _modules = new(ByteComparer.Instance);
    private int _limit = 64;

    /// <summary>Those of an engine.</summary>
    public static AdapterModules Of(Engine engine) => s_all.GetValue(engine, static engine => new AdapterModules(engine));

    /// <summary>How many different ones were made, and are known still.</summary>
    public int Count
    {
        get
        {
            lock (_modules)
            {
                return _modules.Count;
            }
        }
    }

    /// <summary>The module of a definition. What the engine refuses of guests, adapters may use.</summary>
    public Module Load(ModuleDefinition definition)
    {
        var bytes = ModuleWriter.Write(definition);
        lock (_modules)
        {
            if (_modules.TryGetValue(bytes, out var known) && known.TryGetTarget(out var module))
            {
                return module;
            }

            Trim();
            module = engine.LoadModule(ModuleValidator.Validate(definition, engine.Types, ValidationOptions.Default), isHidden: true);
            _modules[bytes] = new WeakReference<Module>(module);
            return module;
        }
    }

    private void Trim()
    {
        if (_modules.Count < _limit)
        {
            return;
        }

        foreach (var (bytes, module) in _modules.ToArray())
        {
            if (!module.TryGetTarget(out _))
            {
                _modules.Remove(bytes);
            }
        }

        _limit = 2 * Math.Max(_modules.Count, 32);
    }

    private sealed class ByteComparer : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public static ByteComparer Instance { get; } = new();

        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> obj)
        {
            var hash = new HashCode();
            hash.AddBytes(obj.Span);
            return hash.ToHashCode();
        }
    }
}
