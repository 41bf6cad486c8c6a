import{Index as o,load as t}from"./finder.js";var s;onmessage=async({data:[e,a]})=>{e?postMessage([e,(await s).search(a)]):s=t(a).then(n=>new o(n))};
