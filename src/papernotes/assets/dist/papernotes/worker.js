import{Index as a,load as s}from"./finder.js";var e;onmessage=async({data:[n,o]})=>{n?postMessage([n,(await e).search(o)]):e=s(o).then(s=>new a(s))};
